// Opens dialogs (data-opens="ID") and shuts them (data-shuts), goes back (data-back), closes menus, keeps forms from being sent
// twice (every form that posts), and sends a form when a field changes (data-submits).

export function listen() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opener = target?.closest("[data-opens]");
    if (opener) {
      document.getElementById(opener.dataset.opens)?.showModal();
    }
    if (target?.closest("[data-shuts]")) {
      target.closest("dialog")?.close();
    }
    if (target?.closest("[data-back]")) {
      history.back();
    }
    if (target?.matches("dialog")) {
      target.close(); // the backdrop
    }
    for (const menu of document.querySelectorAll("details.account[open], details.menu[open]")) {
      if (!menu.contains(target)) {
        menu.open = false;
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.account[open], details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary")?.focus();
      }
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) {
      event.target.form.requestSubmit();
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") {
      return;
    }
    if (form.dataset.sent && !form.hasAttribute("data-again")) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
  // A page that comes back from the browser's memory may send its forms again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
    }
  });
}
