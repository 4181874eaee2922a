// A reply that did not get through stays where it is, and the page says so; one that did is brought into sight.
const told = () => document.getElementById("zustand");

for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(kind, () => {
  if (told()) told().textContent = "Nicht abgeschickt: Die Seite ist gerade nicht zu erreichen. Dein Text steht noch hier, versuch es gleich noch einmal.";
});

document.addEventListener("htmx:afterSettle", (event) => {
  const post = event.detail.target?.matches("main") && event.detail.xhr.status < 300 && document.querySelector("article.post:last-of-type");
  if (!post || !document.querySelector(".messages")) return;
  post.tabIndex = -1;
  post.focus({ preventScroll: true });
  post.scrollIntoView({ block: "center" });
});
