// „Zitieren“ puts the quote under what stands in the reply already; the server writes it as for those without scripts.
// Of what is selected in the post only that, unless a spoiler or somebody else's words are among it.
const LONGEST = 1500;
const HELD_TOGETHER = ".spoiler, blockquote";

const selectedIn = (body) => {
  const chosen = getSelection();
  if (!body || chosen.isCollapsed || !chosen.rangeCount) return "";
  const range = chosen.getRangeAt(0);
  if (!body.contains(range.commonAncestorContainer) || range.commonAncestorContainer.parentElement.closest(HELD_TOGETHER) || range.cloneContents().querySelector(HELD_TOGETHER)) return "";
  const text = chosen.toString().trim();
  return text.length <= LONGEST ? text : "";
};

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-quote]");
  const field = document.querySelector("#antworten [name=body]");
  if (!link || !field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.href), text = selectedIn(link.closest("article").querySelector(".body"));
  if (text) address.searchParams.set("auswahl", text);
  try {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    const quote = page.querySelector("#antworten [name=body]").value;
    field.value = [field.value.trimEnd(), quote].filter(Boolean).join("\n\n");
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    field.scrollIntoView({ block: "center" });
  } catch {
    location.assign(link.href);
  }
});
