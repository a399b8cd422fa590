// A file may be dropped anywhere on what surrounds its field (data-drop), not only on its button; one
// of more bytes than the field's data-most is refused before it is sent.

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
  const look = () => {
    const large = [...field.files].some((file) => file.size > Number(field.dataset.most));
    field.setCustomValidity(large ? field.dataset.tooLarge : "");
    field.reportValidity();
  };
  field.addEventListener("change", look);
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    delete area.dataset.over;
    if (event.dataTransfer?.files.length) {
      field.files = event.dataTransfer.files;
      look();
    }
  });
}
