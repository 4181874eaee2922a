// A click on a still shows it as large as the window; arrow keys and swipes lead on. Without this the link leads to its page.
const box = document.querySelector("dialog[data-lightbox]");

if (box) {
  const links = [...document.querySelectorAll("figure.still > a")];
  const place = box.querySelector("[data-picture]"), words = box.querySelector("[data-words]"), count = box.querySelector("[data-count]");
  let at = 0, start = null;

  const show = (number) => {
    at = (number + links.length) % links.length;
    const picture = links[at].querySelector("picture").cloneNode(true);
    for (const source of picture.querySelectorAll("[sizes]")) source.sizes = "100vw";
    picture.querySelector("img").loading = "eager";
    place.replaceChildren(picture);
    words.replaceChildren(...links[at].closest("figure").querySelector("figcaption").cloneNode(true).childNodes);
    count.textContent = `Bild ${at + 1} von ${links.length}`;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("figure.still > a");
    if (!link || !link.querySelector("picture") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(links.indexOf(link));
    box.showModal();
  });
  box.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) show(at + Number(step.dataset.step));
    else if (event.target === box || event.target.closest("[data-close]")) box.close();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) show(at + step);
  });
  box.addEventListener("pointerdown", (event) => { start = event.clientX; });
  box.addEventListener("pointerup", (event) => {
    if (start !== null && Math.abs(event.clientX - start) > 60) show(at + (event.clientX < start ? 1 : -1));
    start = null;
  });
  box.addEventListener("close", () => links[at].focus());
}
