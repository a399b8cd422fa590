// Keyboard shortcuts: elements say theirs by data-key ("i", "g h"); "?" shows the help.
// WCAG 2.1.4: single letters work only while no field has the focus, and can be switched off.

const PAUSE = 1200;

export function listen() {
  let before = "";
  let waiting = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || off()) {
      return;
    }
    if (document.querySelector("dialog[open]")) {
      return;
    }
    const pressed = before ? `${before} ${event.key}` : event.key;
    window.clearTimeout(waiting);
    before = "";
    if (act(pressed, event) || pressed !== "g") {
      return;
    }
    before = "g";
    waiting = window.setTimeout(() => {
      before = "";
    }, PAUSE);
  });
  const choice = document.querySelector("[data-shortcuts-choice]");
  if (choice) {
    choice.checked = !off();
    choice.addEventListener("change", () => {
      localStorage.setItem("console-shortcuts", choice.checked ? "on" : "off");
    });
  }
}

function off() {
  return localStorage.getItem("console-shortcuts") === "off";
}

function typing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

function act(pressed, event) {
  if (pressed === "?") {
    document.getElementById("shortcuts")?.showModal();
    return true;
  }
  if (pressed === "/") {
    const search = document.querySelector("main input[type=search]");
    search?.focus();
    search?.select();
    event.preventDefault();
    return true;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(pressed).replaceAll("\\ ", " ")}"]`);
  if (!target) {
    return false;
  }
  event.preventDefault();
  target.click();
  return true;
}
