// „Rolle (Darsteller)“ from the cast while a caption is typed: the browser's own list, filled for the word at its end.
const options = document.getElementById("besetzung");
const cast = document.querySelector("[name=film-cast]");

const pairs = () => cast.value.split("\n").map((line) => line.split("=").map((part) => part.trim())).filter(([name, role]) => name && role);

if (options && cast) document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-complete]")) return;
  const text = event.target.value;
  const found = [];
  for (const [name, role] of pairs()) {
    const whole = `${role} (${name})`;
    for (let start = 0; start < text.length; start++) {
      const word = text.slice(start).toLowerCase();
      if (word.length < 2) break;
      if (start && !/[\s„"(]/.test(text[start - 1])) continue;
      if ([role, name].some((one) => one.toLowerCase().startsWith(word))) { found.push(text.slice(0, start) + whole); break; }
    }
  }
  options.replaceChildren(...(found.length ? found : pairs().map(([name, role]) => `${role} (${name})`)).map((value) => Object.assign(document.createElement("option"), { value })));
});
