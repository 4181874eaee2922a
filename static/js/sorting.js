// The strip is sorted by drag, by arrow keys on the handle, or by the buttons, which move at once here.
const strip = document.querySelector("[data-sort]");

if (strip) {
  const told = document.querySelector("[data-told]");
  const places = () => [...strip.querySelectorAll("li[data-number]")];
  const tell = (place) => {
    told.textContent = `Bild ${place.dataset.number} steht an Stelle ${places().indexOf(place) + 1} von ${places().length}.`;
    strip.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const move = (place, step, focus) => {
    const other = places()[places().indexOf(place) + step];
    if (!other) return;
    if (step > 0) other.after(place); else other.before(place);
    focus.focus();
    tell(place);
  };

  strip.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("li"), Number(button.dataset.move), button);
  });
  strip.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.matches("[data-handle]")) return;
    event.preventDefault();
    move(event.target.closest("li"), step, event.target);
  });
  strip.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button) return;
    const place = handle.closest("li");
    let moved = false;
    const drag = ({ clientX, clientY }) => {
      const over = document.elementFromPoint(clientX, clientY)?.closest("[data-sort] > li[data-number]");
      if (!over || over === place) return;
      place.classList.add("dragged");
      if (places().indexOf(over) > places().indexOf(place)) over.after(place); else over.before(place);
      moved = true;
    };
    const drop = () => {
      removeEventListener("pointermove", drag);
      place.classList.remove("dragged");
      if (moved) tell(place);
    };
    addEventListener("pointermove", drag);
    addEventListener("pointerup", drop, { once: true });
    addEventListener("pointercancel", drop, { once: true });
  });
}
