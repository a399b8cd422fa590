// The board of a track: arrows go from card to card, a and d decide, and a dialog asks for why.

const dialog = document.getElementById("deciding");
const bulk = document.querySelector("[data-bulk]");

function open(decision, people) {
  const form = dialog.querySelector("form");
  form.decision.value = decision;
  const verb = dialog.dataset[decision];
  dialog.querySelector("h2").textContent = people.length === 1 ? `${verb}: ${people[0].name}` : `${verb} (${people.length})`;
  dialog.querySelector("[data-names]").textContent = people.length === 1 ? "" : people.map((one) => one.name).join(" · ");
  const does = dialog.querySelector("[data-does]");
  does.textContent = verb;
  does.classList.toggle("bad", decision === "reject");
  for (const note of dialog.querySelectorAll("[data-for]")) {
    note.hidden = note.dataset.for !== decision;
  }
  dialog.querySelector("[data-whom]").replaceChildren(
    ...people.map((one) => {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "who";
      field.value = one.id;
      return field;
    }),
  );
  dialog.showModal();
  form.reason.focus();
}

function person(card) {
  return { id: card.dataset.card, name: card.dataset.name };
}

function chosen() {
  return [...document.querySelectorAll(".ticket input:checked")].map((box) => person(box.closest(".ticket")));
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const link = target?.closest("[data-decides]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.dataset.decides, [person(link.closest(".ticket"))]);
  }
  if (target?.closest("[data-shuts]")) target.closest("dialog")?.close();
});

bulk?.addEventListener("submit", (event) => {
  const people = chosen();
  event.preventDefault();
  if (people.length) open(event.submitter?.value ?? "advance", people);
});

document.addEventListener("change", () => {
  const count = chosen().length;
  bulk?.classList.toggle("chosen", count > 0);
  const words = bulk?.querySelector("[data-count]");
  if (words) words.textContent = String(count);
});

for (const card of document.querySelectorAll(".ticket")) card.tabIndex = -1;
document.querySelector(".ticket")?.setAttribute("tabindex", "0");

function focus(card) {
  if (!card) return;
  for (const one of document.querySelectorAll('.ticket[tabindex="0"]')) one.tabIndex = -1;
  card.tabIndex = 0;
  card.focus();
}

document.addEventListener("keydown", (event) => {
  const off = localStorage.getItem("console-shortcuts") === "off";
  if (off || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const card = event.target instanceof Element ? event.target.closest(".ticket") : null;
  if (!card) return;
  const lane = card.closest(".lane");
  const lanes = [...document.querySelectorAll(".lane")].filter((one) => one.querySelector(".ticket"));
  const place = lanes.indexOf(lane);
  const turn = document.documentElement.dir === "rtl" ? -1 : 1;
  const moves = {
    ArrowDown: () => focus(card.nextElementSibling),
    ArrowUp: () => focus(card.previousElementSibling),
    ArrowRight: () => focus(lanes[place + turn]?.querySelector(".ticket")),
    ArrowLeft: () => focus(lanes[place - turn]?.querySelector(".ticket")),
    a: () => card.querySelector('[data-decides="advance"]')?.click(),
    d: () => card.querySelector('[data-decides="reject"]')?.click(),
    x: () => card.querySelector("input[type=checkbox]")?.click(),
  };
  if (moves[event.key]) {
    event.preventDefault();
    moves[event.key]();
  }
});
