// On every page of an attempt that records: send the rest of recordings that an earlier page
// could not, and say so; the recorder of a question sees to its own. What was recorded in time is
// taken for some minutes after the end, too.

import { resumeTakes } from "./resume.js";
import { LocalStore } from "./store.js";
import { Takes } from "./takes.js";

const note = document.querySelector("[data-pending]");
if (note) sendTheRest(note);

async function sendTheRest(note) {
  const { address, attempt, epoch } = note.dataset;
  let sending = false;
  window.addEventListener("beforeunload", (event) => sending && event.preventDefault());
  const found = () => {
    note.hidden = false;
    note.textContent = note.dataset.sending;
  };
  const store = await LocalStore.open();
  const takes = new Takes(address, Number(epoch));
  const answers = Object.fromEntries(note.dataset.answers.split(" ").map((one) => one.split("=")));
  const own = document.querySelector("[data-recorder]")?.dataset.item;
  const cares = (item) => item !== own;
  await resumeTakes({ takes, store, attempt, answers, cares, found }, async (upload, record) => {
    if (!upload) return;
    sending = true;
    await upload.finish(record.duration).finally(() => (sending = false));
    note.textContent = note.dataset.sent;
  });
  // What the server refused for good is not being sent.
  if (note.textContent === note.dataset.sending) note.hidden = true;
}
