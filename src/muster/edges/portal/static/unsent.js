// On every page of an attempt: send what an earlier page kept and could not send, and say which
// questions it is about. Submit waits for it; after Submit, what the server has answered is
// forgotten, and nothing else.

import { forgetDraft } from "./drafts.js";
import { Outbox } from "./outbox.js";

const WAITS = [1000, 2000, 4000, 8000, 15_000, 30_000];

const note = document.querySelector("[data-unsent]");
const outbox = new Outbox(note.dataset, document.getElementById("answer")?.dataset.item);
const numbers = Object.fromEntries(note.dataset.numbers.trim().split(" ").map((one) => one.split("=")));
const over = note.dataset.over === "yes";
const submit = document.getElementById("submit");
let failures = 0;
let timer = 0;
let without = false;
let pressed = false;

addEventListener("online", sendTheRest);
submit?.addEventListener("submit", submitAll);
sendTheRest();

async function sendTheRest() {
  clearTimeout(timer);
  const outcomes = await outbox.send();
  const late = questions(outcomes, "over");
  if (over) forgetAnswered();
  show(late);
  if (outbox.drafts.some((one) => !one.outcome)) {
    timer = setTimeout(sendTheRest, WAITS[Math.min(failures, WAITS.length - 1)]);
    failures += 1;
  }
  // The review counts answers: it is loaded anew unless somebody is about to submit.
  const confirming = submit?.closest("details").open;
  if (submit && !confirming && !pressed && Object.values(outcomes).includes("saved")) location.reload();
}

function forgetAnswered() {
  for (const draft of outbox.drafts) if (draft.outcome) forgetDraft(draft.name);
}

function questions(outcomes, wanted) {
  return Object.keys(outcomes).filter((item) => outcomes[item] === wanted);
}

function show(late) {
  const open = outbox.open;
  const of = (outcome) => open.filter((one) => one.outcome === outcome).map((one) => one.item);
  const lines = [
    line(note.dataset.waiting, of(undefined)),
    line(note.dataset.conflict, of("conflict")),
    line(note.dataset.refused, of("refused")),
    line(note.dataset.late, late),
  ].filter(Boolean);
  note.replaceChildren(...lines);
  note.hidden = !lines.length;
}

function line(text, items) {
  if (!items.length) return null;
  const made = document.createElement("p");
  made.append(text);
  for (const item of items) made.append(" ", link(item));
  return made;
}

function link(item) {
  const number = numbers[item];
  const made = document.createElement(number && !over ? "a" : "span");
  made.textContent = number ? note.dataset.question.replace("{number}", number) : item;
  if (number && !over) made.href = `${note.dataset.address}/${number}${note.dataset.asked}`;
  return made;
}

async function submitAll(event) {
  if (without || !outbox.open.length) return;
  event.preventDefault();
  if (pressed) return;
  pressed = true;
  const said = document.getElementById("submit-said");
  said.textContent = submit.dataset.sending;
  said.hidden = false;
  // A round that is under way may have failed already for one of them.
  await outbox.sending;
  show(questions(await outbox.send(), "over"));
  without = outbox.open.length > 0;
  pressed = false;
  if (!without) return setTimeout(() => submit.requestSubmit());
  said.textContent = submit.dataset.stopped;
  document.getElementById("submit-words").textContent = submit.dataset.without;
}
