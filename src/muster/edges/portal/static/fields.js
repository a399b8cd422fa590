// The fields of a question: their value as the server stores it (forms.py does the same for plain
// forms), and what makes them pleasant: moving lines, counting words, taking a choice back.

const readers = {
  single_choice: (form) => form.querySelector("[name=answer]:checked")?.value ?? null,
  multiple_choice: (form) => orNothing(all(form, "[name=answer]:checked").map((one) => one.value).sort()),
  ordering: (form) => (form.elements.settled.checked ? all(form, "[name=order]").map((one) => one.value) : null),
  matching: (form) => {
    const chosen = all(form, "select").filter((one) => one.value);
    return chosen.length ? Object.fromEntries(chosen.map((one) => [one.name.replace("match-", ""), one.value])) : null;
  },
};

const writers = {
  single_choice: (form, value) => all(form, "[name=answer]").forEach((one) => { one.checked = one.value === value; }),
  multiple_choice: (form, value) => all(form, "[name=answer]").forEach((one) => { one.checked = (value ?? []).includes(one.value); }),
  ordering: (form, value) => {
    const list = form.querySelector("#order");
    for (const key of value ?? []) list.append(all(list, "li").find((one) => one.dataset.key === key));
    form.elements.settled.checked = value !== null;
  },
  matching: (form, value) => all(form, "select").forEach((one) => { one.value = value?.[one.name.replace("match-", "")] ?? ""; }),
};

export function valueOf(form) {
  const read = readers[form.dataset.type];
  if (read) return read(form);
  const text = form.elements.answer.value;
  return text.trim() ? text : null;
}

// The value that the page came with, whatever was changed since.
export function valueGiven(form) {
  const page = form.cloneNode(true);
  page.reset();
  return valueOf(page);
}

export function fill(form, value) {
  const write = writers[form.dataset.type];
  if (write) write(form, value);
  else form.elements.answer.value = value ?? "";
  form.dispatchEvent(new Event("filled"));
}

// A value in the words of the page, for a candidate to compare it with another.
export function inWords(form, value) {
  const text = (key) => all(form, ".choice [name=answer], [name=order]").find((one) => one.value === key)
    ?.closest("label, li").querySelector(".text").textContent ?? key;
  if (value === null) return "";
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map(text).join("\n");
  return Object.entries(value).map(([row, key]) => {
    const select = form.elements[`match-${row}`];
    const option = all(select, "option").find((one) => one.value === key);
    return `${select.labels[0].textContent} – ${option?.textContent}`;
  }).join("\n");
}

export function countWords() {
  const count = document.getElementById("words");
  const field = document.getElementById("field");
  if (!count || !field) return;
  const least = Number(count.dataset.least) || 0;
  const most = Number(count.dataset.most) || Infinity;
  const show = () => {
    const words = field.value.split(/\s+/).filter(Boolean).length;
    count.textContent = `${count.dataset.label} ${words}`;
    count.classList.toggle("off", words > most);
    count.classList.toggle("met", words >= least && words <= most && least > 0);
  };
  field.addEventListener("input", show);
  field.form?.addEventListener("filled", show);
  show();
}

export function moveLines(form, changed) {
  const list = form.querySelector("#order");
  if (!list) return;
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".move");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("li");
    if (button.matches(".up")) line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    all(list, ".moved").forEach((one) => one.classList.remove("moved"));
    line.classList.add("moved");
    form.elements.settled.checked = true;
    keepFocus(line, button);
    say(list, line);
    changed();
  });
}

export function offerClearing(form, changed) {
  const button = form.querySelector("#clear");
  if (!button) return;
  const show = () => { button.hidden = valueOf(form) === null; };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    fill(form, null);
    form.querySelector("[name=answer]").focus();
    changed();
  });
  form.addEventListener("change", show);
  form.addEventListener("filled", show);
  show();
}

// A line at the top has no way up: the focus goes to the other arrow.
function keepFocus(line, button) {
  const gone = button.matches(".up") ? !line.previousElementSibling : !line.nextElementSibling;
  (gone ? line.querySelector(button.matches(".up") ? ".down" : ".up") : button).focus();
}

function say(list, line) {
  const number = all(list, "li").indexOf(line) + 1;
  const text = line.querySelector(".text").textContent;
  const said = document.getElementById("saving-said");
  said.textContent = list.dataset.said.replace("{text}", text).replace("{number}", number);
}

function orNothing(list) {
  return list.length ? list : null;
}

function all(root, selector) {
  return [...root.querySelectorAll(selector)];
}
