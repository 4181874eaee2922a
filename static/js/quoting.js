// „Zitieren“ puts the quote under what stands in the reply already; the server writes it as for those without scripts.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-quote]");
  const field = document.querySelector("#antworten [name=body]");
  if (!link || !field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    const quote = page.querySelector("#antworten [name=body]").value;
    field.value = [field.value.trimEnd(), quote].filter(Boolean).join("\n\n");
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    field.scrollIntoView({ block: "center" });
  } catch {
    location.assign(link.href);
  }
});
