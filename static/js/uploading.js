// Files dropped on the page or chosen go up one by one, each with its own progress; the page stays usable.
const section = document.querySelector("[data-upload]");

if (section) {
  const strip = section.querySelector("[data-sort]");
  const placeholder = section.querySelector("[data-placeholder]");
  let line = Promise.resolve();

  const send = (file, frame, number) => new Promise((done) => {
    const request = new XMLHttpRequest(), form = new FormData(), bar = frame.querySelector("progress"), told = frame.querySelector("[data-message]");
    form.append("csrfmiddlewaretoken", document.getElementById("token").value);
    form.append("files", file);
    if (number) form.append("number", number);
    const fail = () => { told.textContent = `„${file.name}“ kam nicht an. Wähl sie noch einmal.`; told.className = "error"; bar.remove(); done(); };
    request.upload.onprogress = (event) => { bar.value = (100 * event.loaded) / event.total; if (event.loaded === event.total) told.textContent = "wird geprüft …"; };
    request.onload = () => { if ([200, 422].includes(request.status)) arrive(request.response, frame); else fail(); done(); };
    request.onerror = fail;
    request.responseType = "document";
    request.open("POST", section.dataset.upload);
    request.send(form);
  });

  const arrive = (answer, frame) => {
    for (const place of answer.querySelectorAll("li[data-number]")) {
      const old = document.getElementById(place.id);
      for (const field of old?.querySelectorAll("[name$=-caption], [name$=-alt]") ?? []) place.querySelector(`[name="${field.name}"]`).value = field.value;
      if (old) old.replaceWith(place); else strip.append(place);
      htmx.process(place);
      document.dispatchEvent(new CustomEvent("place-arrived", { detail: place }));
    }
    const words = answer.querySelectorAll("[data-refused], [data-known]");
    if (words.length) frame.replaceChildren(...words); else frame.remove();
  };

  const take = (files, number) => {
    for (const file of files) {
      const frame = placeholder.content.cloneNode(true).firstElementChild;
      frame.querySelector("[data-name]").textContent = file.name;
      strip.append(frame);
      line = line.then(() => send(file, frame, number));
    }
  };

  section.addEventListener("change", (event) => {
    const field = event.target;
    if (field.type !== "file" || !field.files.length) return;
    take([...field.files], field.dataset.replace);
    field.value = "";
  });
  for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    section.classList.toggle("over", kind === "dragover");
    if (kind === "drop") take([...event.dataTransfer.files]);
  });
}
