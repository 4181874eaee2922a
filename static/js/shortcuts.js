// Single keys for those who know the place; dialog#tasten says which. Never in a field, never with Ctrl, Alt or Meta.
const THINGS = "main :is(article.post, .stub, .rows > li)";
const FIELDS = "input, select, textarea, [contenteditable], [role=slider], dialog[open]";
const PATIENCE = 1500;
const overview = document.getElementById("tasten");
let waiting = 0;

const current = () => document.activeElement?.closest(THINGS) ?? null;

const enter = (thing) => {
  const target = thing.matches("li") ? thing.querySelector("h3 a, a") : thing;
  if (!target) return;
  if (target === thing) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  thing.scrollIntoView({ block: thing.matches("li") ? "nearest" : "start" });
};

// From where the reader is: from the thing that has the focus, else from what stands in sight.
const step = (by) => {
  const things = [...document.querySelectorAll(THINGS)].filter((thing) => !thing.closest("[hidden]"));
  const at = things.indexOf(current());
  const seen = things.findIndex((thing) => thing.getBoundingClientRect().bottom > 0);
  const next = things[at < 0 ? seen + (by < 0 ? by : 0) : at + by];
  if (next) enter(next);
};

const toUnread = () => {
  const here = current()?.querySelector("a.new") ?? document.querySelector("main a.new");
  const first = document.querySelector("#neu ~ article.post"), thread = location.pathname.match(/^\/thema\/[^/]+\//);
  if (first) enter(first);
  else if (here) here.click();
  else if (thread) location.assign(`${thread[0]}neu/`);
};

// What a page itself offers for a key: links and buttons are followed, a choice is made and stays under the hand.
const press = (thing) => {
  thing.click();
  if (thing.isConnected) thing.focus();
};

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  u: toUnread,
  r: () => document.querySelector("#antworten [name=body]")?.focus(),
  q: () => current()?.querySelector("[data-quote]")?.click(),
  g: () => { waiting = Date.now() + PATIENCE; },
  "?": () => overview.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return;
  const place = Date.now() < waiting && overview.querySelector(`[data-keys="g${CSS.escape(event.key)}"]`);
  const own = !place && document.querySelector(`main [data-keys="${CSS.escape(event.key)}"]`);
  const act = place ? () => place.click() : own ? () => press(own) : Object.hasOwn(ACTS, event.key) && ACTS[event.key];
  waiting = 0;
  if (!act) return;
  event.preventDefault();
  act();
});
