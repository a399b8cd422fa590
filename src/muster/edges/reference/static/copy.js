// Adds a copy button to each panel. Without a script the text can still be selected.
// The clipboard exists on https and on loopback only, so that elsewhere no button appears.
if (navigator.clipboard) {
  for (const panel of document.querySelectorAll(".panel")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${panel.querySelector("figcaption").textContent.trim()}`);
    button.addEventListener("click", () => copy(button, panel.querySelector("pre").textContent));
    panel.querySelector("figcaption").append(button);
  }
}

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
}
