// Toasts: closed by their button, or by themselves when there is nothing to undo.

const LONG = 8000;

export function listen() {
  const region = document.querySelector("[data-toasts]");
  region?.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-closes]")) {
      event.target.closest(".toast")?.remove();
    }
  });
  for (const toast of region?.querySelectorAll(".toast") ?? []) {
    announce(region, toast);
    leave(toast);
  }
}

/**
 * Say something in a toast; screen readers hear it, because its region is live.
 * @param {string} text
 */
export function say(text) {
  const region = document.querySelector("[data-toasts]");
  const toast = document.createElement("div");
  toast.className = "toast good";
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  region?.append(toast);
  leave(toast);
}

// A live region speaks of what is added while it is there, so what came with the page is put in anew.
function announce(region, toast) {
  toast.remove();
  window.setTimeout(() => region.append(toast), 50);
}

function leave(toast) {
  if (!toast.querySelector("form")) {
    window.setTimeout(() => toast.remove(), LONG);
  }
}
