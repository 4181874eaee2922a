// Keeps what is typed on the server, so that it waits on every device; tries again when the network comes back.
const PAUSE = 2000;
let timer = 0, kept = null, sent = false;

const formOf = (element) => element?.closest?.("form[data-draft]");
const textOf = (form) => JSON.stringify([form.elements.title?.value ?? "", form.elements.body.value]);

const keep = (form) => {
  clearTimeout(timer);
  const text = textOf(form);
  if (sent || text === kept) return;
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "form_key", "title", "body"]) if (form.elements[name]) body.set(name, form.elements[name].value);
  const state = form.querySelector(".draft");
  fetch(form.dataset.draft, { method: "POST", body, keepalive: body.get("body").length < 15000, headers: { "HX-Request": "true" } }).then((answer) => {
    const isKept = answer.status === 204; // a redirect, as to the thread that took this one, ends well too
    if (isKept) kept = text;
    if (state) state.textContent = isKept ? "Entwurf gesichert" : answer.status === 429 ? "" : "Noch nicht gesichert";
  }).catch(() => { if (state) state.textContent = "Keine Verbindung. Dein Text steht noch hier."; });
};

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  kept ??= "";
  sent = false;
  clearTimeout(timer);
  timer = setTimeout(() => keep(form), PAUSE);
});
document.addEventListener("submit", (event) => { if (formOf(event.target) && event.submitter?.name !== "vorschau") { sent = true; clearTimeout(timer); } });
document.addEventListener("htmx:beforeRequest", (event) => { if (formOf(event.detail.elt) && event.detail.elt.matches("form")) { sent = true; clearTimeout(timer); } });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.failed) sent = false; });
const leave = () => { const form = document.querySelector("form[data-draft]"); if (form && kept !== null && timer) keep(form); };
addEventListener("pagehide", leave);
addEventListener("online", leave);
document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
