// Files are dropped on their field, and named before they are sent.
const area = document.querySelector("[data-drop]");
const field = area?.querySelector("input[type=file]");
const names = area?.querySelector("[data-names]");

function show() {
  names.replaceChildren(
    ...[...field.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = file.name;
      return line;
    }),
  );
}

if (area) {
  field.addEventListener("change", show);
  for (const type of ["dragenter", "dragover"]) {
    area.addEventListener(type, (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
  }
  for (const type of ["dragleave", "drop"]) {
    area.addEventListener(type, () => area.classList.remove("over"));
  }
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    field.files = event.dataTransfer.files;
    show();
  });
}
