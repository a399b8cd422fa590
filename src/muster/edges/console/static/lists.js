// Lists: j and k move from row to row, Enter opens, x chooses; a box in the head chooses all rows,
// and what belongs to chosen rows (data-for-chosen="ID of the table") is shown while there are some.

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !["j", "k", "x"].includes(event.key)) {
      return;
    }
    const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing || localStorage.getItem("console-shortcuts") === "off" || document.querySelector("dialog[open]")) {
      return;
    }
    const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
    const present = rows.findIndex((row) => row.hasAttribute("data-current"));
    if (event.key === "x") {
      rows[present]?.querySelector("input[type=checkbox]")?.click();
      return;
    }
    const next = rows[Math.min(rows.length - 1, Math.max(0, present + (event.key === "j" ? 1 : -1)))];
    rows[present]?.removeAttribute("data-current");
    next?.setAttribute("data-current", "");
    next?.querySelector("a")?.focus();
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.type === "checkbox") {
      const table = box.closest("table[data-rows]");
      if (table && box.matches("[data-all]")) {
        for (const one of table.querySelectorAll("tbody input[type=checkbox]")) {
          one.checked = box.checked;
        }
      }
      count();
    }
  });
  document.addEventListener("console:replaced", count);
  count();
}

function count() {
  for (const bar of document.querySelectorAll("[data-for-chosen]")) {
    const chosen = document.querySelectorAll(`#${bar.dataset.forChosen} tbody input:checked`).length;
    bar.hidden = chosen === 0;
    const words = bar.querySelector("[data-count]");
    if (words) {
      words.textContent = String(chosen);
    }
  }
}
