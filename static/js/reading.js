// Tells the site how far somebody has read: what stood in sight with the page in front. Without it there is a button.
const PAUSE = 1500;
let form = null, lasts = [], seen = 0, told = 0, timer = 0;

const tell = () => {
  if (!form || seen <= told) return;
  const sent = form, body = new URLSearchParams(new FormData(form));
  body.set("bis", seen);
  told = seen;
  fetch(sent.action, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } }).then((answer) => {
    if (answer.ok && told >= Number(sent.elements.bis.value)) sent.hidden = true;
  }).catch(() => { told = 0; });
};

// A post's last words count: a long one is not read because its head was in sight.
const sight = new IntersectionObserver((entries) => {
  if (document.hidden) return;
  for (const { target, isIntersecting } of entries) if (isIntersecting) seen = Math.max(seen, Number(target.closest("[data-number]").dataset.number));
  if (seen <= told) return;
  clearTimeout(timer);
  timer = setTimeout(tell, PAUSE);
}, { rootMargin: "0px 0px -5% 0px" });

const look = () => {
  sight.disconnect();
  for (const last of lasts) sight.observe(last);
};

const begin = () => {
  const now = document.querySelector("#gelesen[data-watched]");
  if (now?.action !== form?.action) seen = told = 0;
  form = now;
  lasts = form ? [...document.querySelectorAll("main [data-number]")].map((post) => post.querySelector(".body")?.lastElementChild ?? post) : [];
  look();
};

begin();
addEventListener("pagehide", tell);
document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target?.matches("main")) begin(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) tell(); else look(); });
