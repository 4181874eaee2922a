// Tells the site how far somebody has read: what stood in sight with the page in front. Without it there is a button.
const form = document.getElementById("gelesen");
const PAUSE = 1500;
let seen = 0, told = 0, timer = 0;

const tell = () => {
  if (seen <= told) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("bis", seen);
  told = seen;
  fetch(form.action, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } }).then((answer) => {
    if (answer.ok && told >= Number(form.elements.bis.value)) form.hidden = true;
  }).catch(() => { told = 0; });
};

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(tell, PAUSE);
};

const look = (entries) => {
  if (document.hidden) return;
  for (const { target, isIntersecting } of entries) if (isIntersecting) seen = Math.max(seen, Number(target.dataset.number));
  if (seen > told) later();
};

if (form) {
  // The end of a post counts: a long one is not read because its head was in sight.
  const ends = new IntersectionObserver(look, { rootMargin: "0px 0px -10% 0px", threshold: 0 });
  for (const post of document.querySelectorAll("main [data-number]")) {
    const end = document.createElement("span");
    end.dataset.number = post.dataset.number;
    end.className = "end-of-post";
    post.append(end);
    ends.observe(end);
  }
  addEventListener("pagehide", tell);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) tell();
    else for (const end of document.querySelectorAll(".end-of-post")) { ends.unobserve(end); ends.observe(end); }
  });
}
