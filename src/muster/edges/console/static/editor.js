// The editor saves by itself, adds and moves rows of a form, and lets questions be dragged.
import { fetchPage, replace } from "./fragments.js";

const PAUSE = 700;
const AGAIN = 3000;

document.documentElement.classList.add("scripts");
const form = document.querySelector("form[data-autosave]");
let dirty = 0; // counts changes, so that one during a save is not taken for saved
let saved = 0;
let waiting = 0;
let saving = null;

function state() {
  return document.getElementById("save-state");
}

function say(text, trouble = false) {
  state().querySelector("[data-said]").textContent = text;
  state().classList.toggle("waiting", trouble);
}

function changed() {
  dirty += 1;
  say(state().dataset.saving);
  window.clearTimeout(waiting);
  waiting = window.setTimeout(save, PAUSE);
}

/** Save what the form says; resolves to whether everything is saved. */
async function save() {
  window.clearTimeout(waiting);
  if (saving) {
    await saving;
  }
  if (dirty === saved) {
    return true;
  }
  saving = send();
  const good = await saving;
  saving = null;
  return good && (dirty === saved || save());
}

async function send() {
  const sent = dirty;
  const body = new FormData(form);
  body.delete("picture");
  body.delete("picture_words");
  body.append("by_itself", "yes");
  try {
    const { page } = await fetchPage(form.action, { method: "POST", body });
    saved = sent;
    take(page);
    if (dirty !== saved) {
      say(state().dataset.saving);
    }
    return true;
  } catch (error) {
    if (error.message === "409") {
      window.removeEventListener("beforeunload", warn);
      form.submit(); // the server shows both versions
      return false;
    }
    say(state().dataset.waiting, true);
    waiting = window.setTimeout(save, AGAIN);
    return false;
  }
}

// What a save answers with is the whole page: only what stands around the fields is taken from it.
function take(page) {
  document.getElementById("basis").value = page.getElementById("basis")?.value ?? "";
  const open = [...document.querySelectorAll(".adder")].map((one) => one.open);
  for (const id of ["outline", "draft-title", "save-state"]) {
    replace(page, id);
  }
  document.querySelectorAll(".adder").forEach((one, place) => {
    one.open = open[place] ?? false;
  });
  errors(page);
}

function errors(page) {
  for (const slot of form.querySelectorAll(".field")) {
    const field = slot.querySelector("[id]:is(input, textarea, select)");
    const name = slot.dataset.errorOf;
    const theirs = name
      ? page.querySelector(`[data-error-of="${name}"]`)
      : field && page.getElementById(field.id)?.closest(".field");
    if (!theirs) {
      continue;
    }
    const error = theirs.querySelector(":scope > .error");
    slot.querySelector(":scope > .error")?.remove();
    slot.classList.toggle("wrong", error !== null);
    if (error) {
      slot.append(document.adoptNode(error));
    }
    const twin = field && page.getElementById(field.id);
    for (const attribute of ["aria-invalid", "aria-describedby"]) {
      const value = twin?.getAttribute(attribute);
      if (value) {
        field.setAttribute(attribute, value);
      } else {
        field?.removeAttribute(attribute);
      }
    }
  }
}

function warn(event) {
  if (dirty !== saved) {
    event.preventDefault();
  }
}

// Leaving by a link or a button waits for what is not saved yet.
function stay(event) {
  if (dirty === saved || event.defaultPrevented) {
    return;
  }
  const link = event.target instanceof Element && event.target.closest("a[href]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    save().then((good) => good && location.assign(link.href));
  }
}

function hold(event) {
  if (event.target === form || dirty === saved) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const { target, submitter } = event;
  save().then((good) => good && sendOn(target, submitter));
}

// Saving has put the outline in anew: the form that was sent may have a twin by now.
function sendOn(target, submitter) {
  const now = target.isConnected ? target : [...document.forms].find((one) => one.action === target.action);
  const same = (one) => one.name === submitter?.name && one.value === submitter?.value;
  now?.requestSubmit(submitter?.isConnected ? submitter : ([...now.elements].find(same) ?? null));
}

/* Rows: answers, pairs, criteria. */

function rowsOf(name) {
  return form.querySelector(`[data-rows-of="${name}"]`);
}

function add(name) {
  const list = rowsOf(name);
  const row = document.getElementById(`${name}-row`).content.firstElementChild.cloneNode(true);
  if (name === "option") {
    const taken = new Set([...list.querySelectorAll("[name=option_letter]")].map((one) => one.value));
    const letter = [..."abcdefghijklmnopqrstuvwxyz"].find((one) => !taken.has(one));
    if (!letter) {
      return;
    }
    row.querySelector(".letter").textContent = letter.toUpperCase();
    for (const one of row.querySelectorAll("[value='~']")) {
      one.value = letter;
    }
    for (const one of row.querySelectorAll("[aria-label]")) {
      one.setAttribute("aria-label", one.getAttribute("aria-label").replace("~", letter.toUpperCase()));
    }
  }
  list.append(row);
  row.querySelector("input:not([type=hidden], [name=correct])").focus();
}

function press(event) {
  const button = event.target instanceof Element && event.target.closest("button");
  if (!button || !form.contains(button)) {
    return;
  }
  if (button.dataset.adds) {
    event.preventDefault();
    add(button.dataset.adds);
  } else if (button.dataset.rowMove) {
    event.preventDefault();
    const row = button.closest("li");
    const next = button.dataset.rowMove === "1" ? row.nextElementSibling : row.previousElementSibling;
    if (next) {
      next[button.dataset.rowMove === "1" ? "after" : "before"](row);
      button.focus();
      changed();
    }
  } else if (button.dataset.rowRemoves !== undefined) {
    const row = button.closest("li");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("input:not([type=hidden])") ?? form.querySelector("[data-adds]"))?.focus();
    changed();
  }
}

// Enter in a row goes on to the next one, and adds it behind the last.
function enter(event) {
  const row = event.key === "Enter" && event.target.matches("input[type=text], input:not([type])") && event.target.closest("[data-rows-of] > li");
  if (!row || event.isComposing) {
    if (event.key === "Enter" && event.target.matches("input:not([type=file], [type=checkbox], [type=radio])")) {
      event.preventDefault();
      save();
    }
    return;
  }
  event.preventDefault();
  const next = row.nextElementSibling;
  if (next) {
    next.querySelector("input:not([type=hidden], [name=correct])").focus();
  } else {
    add(row.parentElement.dataset.rowsOf);
  }
}

/* The outline: dragging, and Alt with the arrows. */

let dragged = null;

function clear() {
  for (const one of document.querySelectorAll("#outline .before, #outline .after, #outline .into, #outline .dragged")) {
    one.classList.remove("before", "after", "into", "dragged");
  }
}

async function move(row, fields) {
  const home = document.getElementById("outline").dataset.home;
  const body = new URLSearchParams(fields);
  try {
    await save();
    const { page, url } = await fetchPage(`${home}/${row.dataset.place}/move`, { method: "POST", body });
    if (row.dataset.place.startsWith("stages/") || url === location.href) {
      location.assign(url);
      return;
    }
    const here = document.querySelector("#outline [aria-current]")?.getAttribute("href");
    replace(page, "outline");
    for (const link of document.querySelectorAll("#outline a")) {
      const current = link.getAttribute("href") === here;
      link.classList.toggle("here", current);
      link.toggleAttribute("aria-current", current);
      if (current) {
        link.setAttribute("aria-current", "page");
      }
    }
    document.querySelector(`#outline [data-place="${row.dataset.place}"] a`)?.focus();
  } catch {
    location.reload();
  }
}

function over(event) {
  if (!dragged) {
    return;
  }
  const row = event.target.closest?.("#outline li[data-place]");
  const list = event.target.closest?.("#outline .outline-rows");
  if (!row && !list) {
    return;
  }
  event.preventDefault();
  for (const one of document.querySelectorAll("#outline .before, #outline .after, #outline .into")) {
    one.classList.remove("before", "after", "into");
  }
  if (row) {
    const box = row.getBoundingClientRect();
    row.classList.add(event.clientY < box.top + box.height / 2 ? "before" : "after");
  } else if (!list.children.length) {
    list.classList.add("into");
  }
}

function drop(event) {
  if (!dragged) {
    return;
  }
  event.preventDefault();
  const row = document.querySelector("#outline li.before, #outline li.after");
  const list = row?.parentElement ?? document.querySelector("#outline .into");
  if (list && row !== dragged) {
    const others = [...list.children].filter((one) => one !== dragged);
    const to = row ? others.indexOf(row) + (row.classList.contains("after") ? 1 : 0) : 0;
    move(dragged, { section: list.dataset.section, to: String(to) });
  }
  clear();
  dragged = null;
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("#outline li[data-place]") ?? null;
  dragged?.classList.add("dragged");
});
document.addEventListener("dragover", over);
document.addEventListener("drop", drop);
document.addEventListener("dragend", () => {
  clear();
  dragged = null;
});
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) {
    return;
  }
  const row =
    event.target.closest?.("#outline li[data-place]") ??
    document.querySelector("#outline [aria-current]")?.closest("li[data-place]");
  if (row) {
    event.preventDefault();
    move(row, { by: event.key === "ArrowUp" ? "-1" : "1" });
  }
});

if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.type !== "file" && event.target.name !== "picture_words") {
      changed();
    }
  });
  form.addEventListener("click", press);
  form.addEventListener("keydown", enter);
  document.addEventListener("click", stay, { capture: true });
  document.addEventListener("submit", hold, { capture: true });
  window.addEventListener("beforeunload", warn);
  // What was typed before this script was there counts, too.
  if ([...form.elements].some((one) => "defaultValue" in one && one.type !== "file" && one.value !== one.defaultValue)) {
    changed();
  }
  form.addEventListener("submit", () => window.removeEventListener("beforeunload", warn));
}
