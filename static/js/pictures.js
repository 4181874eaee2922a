// Pictures chosen or dropped go up one by one while somebody writes on; each gets its mark in the text. Without this the form takes them.
const trayOf = (node) => node?.closest("form")?.querySelector("[data-tray]");
let line = Promise.resolve();

// Typed in, so that the browser's own „rückgängig“ takes it back.
const place = (tray, number) => {
  const field = document.getElementById(tray.dataset.of), mark = `[[bild ${number}]]`;
  if (field.value.includes(mark)) return;
  const at = document.activeElement === field ? field.selectionEnd : field.value.length, before = field.value.slice(0, at);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  field.focus();
  field.setSelectionRange(at, at);
  const text = `${gap}${mark}\n\n`;
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text, at, at, "end");
};

const arrive = (tray, answer, frame, name) => {
  const told = tray.querySelector("[data-told]");
  const arrived = [...answer.querySelectorAll("li")];
  for (const item of arrived) {
    const known = item.dataset.number && tray.querySelector(`li[data-number="${item.dataset.number}"]`);
    if (!known) frame.before(item);
    if (!item.dataset.number) continue;
    place(tray, item.dataset.number);
    told.textContent = `„${name}“ ist Bild ${item.dataset.number}. Sag noch, was darauf zu sehen ist.`;
  }
  frame.remove();
};

const send = (tray, file, frame) => new Promise((done) => {
  const request = new XMLHttpRequest(), body = new FormData(), bar = frame.querySelector("progress"), told = frame.querySelector("[data-message]");
  const { csrfmiddlewaretoken, form_key } = tray.closest("form").elements;
  body.append("csrfmiddlewaretoken", csrfmiddlewaretoken.value);
  if (tray.dataset.post) body.append("beitrag", tray.dataset.post); else body.append("form_key", form_key.value);
  body.append("bilder", file);
  const fail = () => { told.textContent = `„${file.name}“ kam nicht an. Wähl das Bild noch einmal.`; told.className = "error"; bar.remove(); done(); };
  request.upload.onprogress = (event) => { bar.value = (100 * event.loaded) / event.total; if (event.loaded === event.total) told.textContent = "wird geprüft …"; };
  request.onload = () => { if ([200, 422].includes(request.status)) { arrive(tray, request.response, frame, file.name); done(); } else fail(); };
  request.onerror = fail;
  request.responseType = "document";
  request.open("POST", tray.dataset.tray);
  request.send(body);
});

const take = (tray, files) => {
  for (const old of tray.querySelectorAll("[data-refused], .arriving:not(:has(progress))")) old.remove();
  for (const file of files) {
    const frame = tray.querySelector("[data-placeholder]").content.cloneNode(true).firstElementChild;
    frame.querySelector("[data-name]").textContent = file.name;
    tray.querySelector("[data-frames]").append(frame);
    line = line.then(() => send(tray, file, frame));
  }
};

document.addEventListener("change", (event) => {
  const field = event.target, tray = field.type === "file" && field.closest("[data-tray]");
  if (!tray || !field.files.length) return;
  take(tray, [...field.files]);
  field.value = "";
});
for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, (event) => {
  const tray = trayOf(event.target) ?? document.querySelector("[data-tray]");
  if (!tray || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  tray.classList.toggle("over", kind === "dragover");
  if (kind === "drop") take(tray, [...event.dataTransfer.files]);
});
