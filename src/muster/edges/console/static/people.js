// The page of a person: links are copied without leaving the page, and a dialog whose form was
// wrong is opened again.
import { fetchPage } from "./fragments.js";
import { say } from "./toasts.js";

document.addEventListener("submit", async (event) => {
  const form = event.target instanceof HTMLFormElement && event.target.matches("[data-link]") ? event.target : null;
  if (!form || !navigator.clipboard) {
    return;
  }
  event.preventDefault();
  try {
    const { page } = await fetchPage(form.action, { method: "POST", body: new URLSearchParams() });
    await navigator.clipboard.writeText(page.getElementById("link").textContent.trim());
    say(form.dataset.done);
  } catch {
    form.submit(); // the page that shows the link
  }
});

for (const dialog of document.querySelectorAll("dialog[data-reopens]")) {
  dialog.close();
  dialog.showModal();
  dialog.querySelector("[aria-invalid]")?.focus();
}
