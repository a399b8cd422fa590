// Lists of many rows: the filters of a phone, choosing a range by Shift, choosing all that match,
// and how many are chosen in words elsewhere than in the bar.

let last = null;

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const shows = target?.closest("[data-shows]");
  if (shows) {
    const shown = document.getElementById(shows.dataset.shows).toggleAttribute("data-shown");
    shows.setAttribute("aria-expanded", String(shown));
  }
  if (target?.matches("table[data-rows] tbody input[type=checkbox]")) {
    choose(target, event.shiftKey);
  }
  const every = target?.closest("[data-every]");
  if (every) {
    wantAll(every.dataset.every === "yes");
  }
});

document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.matches("table[data-rows] input[type=checkbox]")) {
    wantAll(false);
  }
});

document.addEventListener("console:replaced", () => {
  last = null;
  wantAll(false);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select");
  if (event.key !== "b" || event.ctrlKey || event.metaKey || event.altKey || typing) {
    return;
  }
  if (localStorage.getItem("console-shortcuts") === "off" || document.querySelector("dialog[open]")) {
    return;
  }
  document.querySelector("[data-for-chosen]:not([hidden]) button:not([hidden])")?.focus();
});

function boxes() {
  return [...document.querySelectorAll("table[data-rows] tbody input[type=checkbox]")];
}

function choose(box, range) {
  const all = boxes();
  if (range && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    for (const one of all.slice(from, to + 1)) {
      one.checked = box.checked;
    }
  }
  last = box;
}

// All that match, also those on other pages: the form says so in a field.
function wantAll(wanted) {
  const field = document.querySelector("[data-all-field]");
  if (!field) {
    return;
  }
  field.value = wanted ? "yes" : "";
  const chosen = boxes().filter((box) => box.checked).length;
  const offer = document.querySelector("[data-offer]");
  if (offer) {
    offer.hidden = wanted || chosen === 0 || chosen < boxes().length;
  }
  const taken = document.querySelector("[data-taken]");
  if (taken) {
    taken.hidden = !wanted;
  }
  for (const words of document.querySelectorAll("[data-number]")) {
    words.textContent = wanted ? words.dataset.number : String(chosen);
  }
}
