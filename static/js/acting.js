// Reactions and bookmarks without a new page: the server answers with the post as it stands now.
const withoutScripts = (button) => {
  button.removeAttribute("data-act");
  button.click();
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button || event.defaultPrevented) return;
  event.preventDefault();
  const article = button.closest("article"), name = button.value || button.textContent;
  const body = new FormData(button.form, button);
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(button.formAction, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return withoutScripts(button);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article");
    article.replaceWith(fresh);
    document.dispatchEvent(new Event("arrived"));
    const again = [...fresh.querySelectorAll("[data-act], .react > summary, a.own")];
    (again.find((one) => one.matches("summary") && button.value) ?? again.find((one) => (one.value || one.textContent) === name) ?? again.at(-1))?.focus();
  } catch {
    button.removeAttribute("aria-busy"); // whether it arrived is not known: pressed again, it could be taken back
  }
});
