// A file may be dropped anywhere on what surrounds its field (data-drop), not only on its button.

for (const area of document.querySelectorAll("[data-drop]")) {
  const field = area.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      area.dataset.over = "";
    });
  }
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget)) {
      delete area.dataset.over;
    }
  });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    delete area.dataset.over;
    if (event.dataTransfer?.files.length) {
      field.files = event.dataTransfer.files;
    }
  });
}
