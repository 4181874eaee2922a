// Says whether what was typed is stored, and tries again when the network or the session was gone. htmx does the saving.
const state = document.getElementById("zustand");

if (state) {
  let waiting = null; // the address of a form that was sent while something was still unsaved
  const show = (value) => { state.dataset.state = value; };
  const unsaved = () => state.dataset.state !== "saved";
  const save = () => htmx.trigger(document.body, "save-now");
  const ours = (event) => event.detail.target === state;

  const describe = (field, error = "") => {
    const help = document.getElementById(`${field.id}_helptext`);
    field.setAttribute("aria-describedby", `${help ? help.id : ""} ${error}`.trim());
    if (!help && !error) field.removeAttribute("aria-describedby");
  };

  // What is refused is said at its field, too, as it is without scripts.
  const say = () => {
    for (const field of document.querySelectorAll("[aria-invalid=true]")) {
      if (field.form?.id !== "kritik") continue;
      field.removeAttribute("aria-invalid");
      describe(field);
      document.getElementById(`${field.id}_error`)?.remove();
    }
    for (const refusal of state.querySelectorAll("template[data-field]")) {
      const field = document.getElementById(refusal.dataset.field);
      if (!field) continue;
      field.setAttribute("aria-invalid", "true");
      describe(field, `${field.id}_error`);
      field.after(refusal.content.cloneNode(true));
    }
  };

  document.addEventListener("input", (event) => { if (event.target.form?.id === "kritik" || event.target.dataset.sort !== undefined) show("dirty"); });
  document.addEventListener("htmx:beforeRequest", (event) => { if (ours(event)) show("busy"); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr } = event.detail;
    const successful = xhr.status >= 200 && xhr.status < 300; // htmx calls any answer it shows successful
    if (ours(event)) {
      show(successful ? (state.dataset.state === "busy" ? "saved" : "dirty") : xhr.status === 401 || xhr.status === 422 ? "refused" : "offline");
      if (successful && !state.querySelector(".error")) document.querySelector(`form[action="${waiting}"]`)?.submit();
      if (successful || xhr.status === 422) say();
      if (state.dataset.state === "offline") setTimeout(save, 4000);
      waiting = null;
    } else if (successful && event.detail.target?.matches(".others") && ["refused", "offline"].includes(state.dataset.state)) save();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "kritik") show("saved");
    else if (unsaved()) { event.preventDefault(); waiting = event.target.getAttribute("action"); save(); }
  });
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => { if (unsaved() && !waiting) event.preventDefault(); });
}
