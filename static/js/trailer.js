// The player takes the poster's place after a click; before it nothing is asked of its provider.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-trailer] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const trailer = link.closest("[data-trailer]");
  trailer.replaceChildren(trailer.querySelector("template").content.cloneNode(true));
  trailer.querySelector("iframe").focus();
});
