// Words kept for a reason go into its field where the writer is, instead of a new page.
document.addEventListener("click", (event) => {
  const block = event.target.closest("[data-insert]");
  const field = block && document.getElementById(block.dataset.into);
  if (!field) return;
  event.preventDefault();
  const gap = field.value && !field.value.endsWith("\n") ? "\n\n" : "";
  field.setRangeText(gap + block.dataset.insert, field.selectionEnd, field.selectionEnd, "end");
  field.focus();
});
