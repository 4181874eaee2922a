// The middle of a picture by click or by numbers; the cuts beside show at once what stays in sight.
const within = (value, most) => Math.min(Math.max(value, 0), most);

const show = (field) => {
  const [x, y] = [...field.querySelectorAll("input")].map((input) => Number(input.value) / 100);
  const shape = field.dataset.width / field.dataset.height;
  for (const cut of field.querySelectorAll("[data-cut]")) {
    const wanted = cut.clientWidth / cut.clientHeight || 1;
    const across = Math.min(1, wanted / shape), down = Math.min(1, shape / wanted);
    const at = (middle, part) => (part < 1 ? (100 * within(middle - part / 2, 1 - part)) / (1 - part) : 50);
    cut.src = cut.dataset.whole;
    cut.style.objectPosition = `${at(x, across)}% ${at(y, down)}%`;
  }
};

document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-focus]");
  if (field) show(field);
});

document.addEventListener("click", (event) => {
  const picture = event.target.closest("[data-aim] img");
  const field = picture?.closest("li").querySelector("[data-focus]");
  if (!field) return;
  const box = picture.getBoundingClientRect();
  const [x, y] = field.querySelectorAll("input");
  x.value = Math.round(within((100 * (event.clientX - box.left)) / box.width, 100));
  y.value = Math.round(within((100 * (event.clientY - box.top)) / box.height, 100));
  field.closest("details").open = true;
  x.dispatchEvent(new Event("input", { bubbles: true }));
});
