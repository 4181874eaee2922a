// Announces what others say meanwhile, and how much is new. Rests while nobody looks; an unchanged answer has no body.
const SHORTEST = 15000, LONGEST = 120000, GROWTH = 1.5;

const poll = (address, show) => {
  let pause = SHORTEST, etag = "", timer = 0;
  const ask = async () => {
    timer = 0;
    if (document.hidden) return;
    try {
      const answer = await fetch(address(), { headers: { "If-None-Match": etag, "HX-Request": "true" }, cache: "no-store", credentials: "same-origin" });
      if ([403, 404, 410].includes(answer.status)) return;
      const known = etag;
      etag = answer.headers.get("ETag") ?? "";
      pause = etag === known ? Math.min(pause * GROWTH, LONGEST) : SHORTEST;
      if (answer.status === 200) show(await answer.text());
    } catch { pause = LONGEST; }
    timer = setTimeout(ask, pause);
  };
  timer = setTimeout(ask, pause);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !timer) { pause = SHORTEST; timer = setTimeout(ask, 500); } });
};

const place = document.querySelector("[data-news]");
const numbers = () => [...document.querySelectorAll("main [data-number]")].map((post) => Number(post.dataset.number));
if (place) {
  let told = Number(place.dataset.after);
  poll(() => `${place.dataset.news}?nach=${told}`, (html) => { const now = document.querySelector("[data-news]"); if (now) now.innerHTML = html; });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-live]"), last = [...document.querySelectorAll("main [data-number]")].filter((post) => !post.closest(".meanwhile")).at(-1);
    if (!link || event.ctrlKey || event.metaKey) return;
    const there = new URL(link.href);
    if (there.pathname !== location.pathname || !last) return;
    event.preventDefault();
    const page = new DOMParser().parseFromString(await (await fetch(there.pathname)).text(), "text/html"), known = Math.max(...numbers());
    const fresh = [...page.querySelectorAll("main [data-number]")].filter((post) => Number(post.dataset.number) > known);
    if (!fresh.length) return location.assign(link.href);
    last.after(...fresh);
    document.dispatchEvent(new Event("arrived"));
    told = Math.max(...numbers());
    document.querySelector("[data-news]").replaceChildren();
    fresh[0].tabIndex = -1;
    fresh[0].focus({ preventScroll: true });
    fresh[0].scrollIntoView({ block: "start" });
  });
}

const bell = document.querySelector(".bell[data-poll]");
if (bell) poll(() => bell.dataset.poll, (words) => {
  let mark = bell.querySelector("mark");
  if (!words) return mark?.remove();
  mark ??= bell.appendChild(document.createElement("mark"));
  mark.textContent = words;
});
