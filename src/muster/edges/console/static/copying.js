// Copies the text of an element (data-copies="ID") and says so (data-done="…"). A page that shows
// something once (data-once="ADDRESS") is reloaded as that address, so that nothing is made again.
import { say } from "./toasts.js";

const once = document.querySelector("[data-once]");
if (once) {
  history.replaceState(null, "", once.dataset.once);
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copies]") : null;
  const source = button && document.getElementById(button.dataset.copies);
  if (!source) {
    return;
  }
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    say(button.dataset.done);
  } catch {
    // Plain http, or it is not allowed: select it, so that a key press copies it.
    window.getSelection()?.selectAllChildren(source);
  }
});
