// „@na…“ becomes the name of a member: arrow keys choose, Enter or Tab takes, Escape closes. The server knows the names.
const PAUSE = 150;
const BEGUN = /(?<![\p{L}\p{N}/@.+\-=&?#%:])@(?:[„“"]([^\n„“”"@]{2,30})|([^\s!-,/:-@[-^`{-~„“”]{2,30}))$/u;
let timer = 0, asked = null, begun = null;

const listOf = (field) => document.querySelector(`[data-names][data-of="${field.id}"]`);
const options = (list) => [...list.querySelectorAll("[role=option]")];
const chosen = (list) => list.querySelector("[aria-selected=true]");
const openList = (field) => { const list = field?.id && listOf(field); return list && !list.hidden ? list : null; };

const tell = (field, words) => { document.querySelector(`[data-told="${field.id}"]`).textContent = words; };

const choose = (field, list, option) => {
  for (const one of options(list)) one.setAttribute("aria-selected", one === option);
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};

const close = (field) => {
  const list = openList(field);
  asked?.abort();
  clearTimeout(timer);
  if (!list) return;
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
  tell(field, "");
};

const show = (field, list, answer) => {
  list.replaceChildren(...answer.querySelectorAll("[role=option]"));
  const found = options(list);
  if (!found.length) return close(field);
  list.hidden = false;
  choose(field, list, found[0]);
  tell(field, found.length === 1 ? "1 Name. Enter übernimmt ihn." : `${found.length} Namen. Pfeiltasten wählen, Enter übernimmt.`);
};

const ask = async (field, list, written) => {
  const address = new URL(list.dataset.names, location);
  address.searchParams.set("q", written);
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(address, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (answer.status === 200 && document.activeElement === field) show(field, list, new DOMParser().parseFromString(await answer.text(), "text/html"));
    else close(field);
  } catch { /* asked anew, or no network: whoever knows the name writes on */ }
};

// Typed in, so that the browser's own „rückgängig“ takes it back.
const take = (field, option) => {
  const end = field.selectionStart, text = `${option.dataset.mention} `;
  close(field);
  field.focus();
  field.setSelectionRange(end - begun.length, end);
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text, end - begun.length, end, "end");
};

document.addEventListener("input", (event) => {
  const field = event.target, list = field.id && listOf(field);
  if (!list) return;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  const found = field.selectionStart === field.selectionEnd && field.value.slice(0, field.selectionStart).match(BEGUN);
  if (!found) return close(field);
  begun = found[0];
  clearTimeout(timer);
  timer = setTimeout(() => ask(field, list, found[1] ?? found[2]), PAUSE);
});

document.addEventListener("keydown", (event) => {
  const field = event.target, list = openList(field);
  if (!list || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const found = options(list), at = found.indexOf(chosen(list)), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(field, list, found[(at + step + found.length) % found.length]);
  else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) take(field, found[at]);
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("[data-names] [role=option]");
  if (!option) return;
  event.preventDefault(); // the text keeps the focus
  take(document.getElementById(option.parentElement.dataset.of), option);
});
document.addEventListener("focusout", (event) => close(event.target));
document.addEventListener("click", (event) => { if (event.target.matches("textarea")) close(event.target); });
