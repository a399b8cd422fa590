// A sample beside a form: form[data-samples="ID"] asks for the page again with what is typed, and puts
// the element of that id in place; nothing is saved. Also data-twin="NAME": a colour field and a text
// field that say the same, and data-inserts="TEXT", a button that writes into the last text field.
import { fetchPage, replace } from "./fragments.js";

const PAUSE = 250;

for (const form of document.querySelectorAll("form[data-samples]")) {
  pair(form);
  follow(form);
}

function follow(form) {
  let waiting = 0;
  let asked = new AbortController();

  async function ask() {
    asked.abort();
    asked = new AbortController();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") {
        query.append(name, value);
      }
    }
    try {
      const { page } = await fetchPage(`${location.pathname}?${query}`, { signal: asked.signal });
      replace(page, form.dataset.samples);
    } catch {
      // The sample stays as it was; the form itself can still be sent.
    }
  }

  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, PAUSE);
  });
}

function pair(form) {
  for (const twin of form.querySelectorAll("[data-twin]")) {
    const field = form.elements.namedItem(twin.dataset.twin);
    twin.addEventListener("input", () => {
      field.value = twin.value;
    });
    field.addEventListener("input", () => {
      const found = /^#?([0-9a-f]{6})$/i.exec(field.value.trim());
      if (found) {
        twin.value = `#${found[1].toLowerCase()}`;
      }
    });
  }
}
