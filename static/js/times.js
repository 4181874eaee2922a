// Absolute times of the page become „vor 5 Minuten“; the page itself never ages.
const words = new Intl.RelativeTimeFormat("de", { numeric: "auto" });
// By the clock of the site, as all times it writes.
const zone = { timeZone: "Europe/Berlin" };
const clock = new Intl.DateTimeFormat("de", { hour: "2-digit", minute: "2-digit", ...zone });
const date = new Intl.DateTimeFormat("sv", zone); // 2026-12-03

const midnight = (moment) => Date.parse(date.format(moment));

// Nothing for what is older than a week, or still to come.
const relative = (then) => {
  const minutes = Math.floor((Date.now() - then) / 60_000), days = Math.round((midnight(Date.now()) - midnight(then)) / 86_400_000);
  if (minutes < 0 || days > 6) return "";
  if (minutes < 1) return "gerade eben";
  if (minutes < 60) return words.format(-minutes, "minute");
  if (days === 0) return words.format(-Math.floor(minutes / 60), "hour");
  return words.format(-days, "day") + (days === 1 ? `, ${clock.format(then)}` : "");
};

const absolute = new WeakMap();

const times = () => document.querySelectorAll("time[datetime*=T]:not([data-exact])");

const tell = () => {
  for (const time of times()) {
    if (!absolute.has(time)) absolute.set(time, time.textContent);
    time.title ||= time.textContent;
    time.textContent = relative(Date.parse(time.dateTime)).replaceAll(" ", "\u00a0") || absolute.get(time);
  }
};

tell();
addEventListener("beforeprint", () => { for (const time of times()) time.textContent = absolute.get(time) ?? time.textContent; });
addEventListener("afterprint", tell);
setInterval(tell, 60_000);
for (const arrival of ["htmx:afterSwap", "arrived"]) document.addEventListener(arrival, tell);
