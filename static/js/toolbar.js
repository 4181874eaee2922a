// Buttons that put marks around what is selected, or where the cursor stands. They write what anybody can type.
const MARKS = {
  strong: ["**", "**", "fett"], em: ["*", "*", "kursiv"], spoiler: ["||", "||", "verdeckt"],
  link: ["[", "](https://)", "Worte"], list: ["- ", "", "Punkt"], quote: ["> ", "", "Zitat"],
};
const OF_LINES = new Set(["list", "quote"]);

// Typed in, so that the browser's own „rückgängig“ takes it back.
const type = (field, text) => {
  field.focus();
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
};

const mark = (field, kind) => {
  const [before, after, example] = MARKS[kind], { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end) || example;
  if (OF_LINES.has(kind)) {
    const lines = chosen.split("\n").map((line) => before + line).join("\n");
    const gap = start === 0 || value.slice(0, start).endsWith("\n\n") ? "" : value[start - 1] === "\n" ? "\n" : "\n\n";
    type(field, `${gap}${lines}`);
    return;
  }
  if (kind === "spoiler" && chosen.includes("\n")) { // the marks of a line end with its paragraph
    const gap = start === 0 || value.slice(0, start).endsWith("\n") ? "" : "\n";
    type(field, `${gap}:::spoiler\n${chosen}\n:::\n`);
    return;
  }
  const parts = chosen.match(/^(\s*)([^]*?)(\s*)$/); // marks next to a space are none
  type(field, `${parts[1]}${before}${parts[2]}${after}${parts[3]}`);
  const from = start + parts[1].length + before.length;
  if (kind === "link") field.setSelectionRange(from + parts[2].length + 2, from + parts[2].length + 10);
  else field.setSelectionRange(from, from + parts[2].length);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark]");
  if (button) mark(document.getElementById(button.closest(".toolbar").dataset.of), button.dataset.mark);
});
