// Absolute times of the page become „vor 5 Minuten“; the page itself never ages.
const words = new Intl.RelativeTimeFormat("de", { numeric: "auto" });
const steps = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [604800, "day", 86400]];

const absolute = new WeakMap();

const tell = () => {
  for (const time of document.querySelectorAll("time[datetime*=T]:not([data-exact])")) {
    const age = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const step = age >= 0 && steps.find(([most]) => age < most);
    if (!absolute.has(time)) absolute.set(time, time.textContent);
    time.title ||= time.textContent;
    time.textContent = step ? words.format(-Math.floor(age / step[2]), step[1]).replaceAll(" ", "\u00a0") : absolute.get(time);
  }
};

tell();
setInterval(tell, 60_000);
document.addEventListener("htmx:afterSwap", tell);
