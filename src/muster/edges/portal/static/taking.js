// An attempt's pages: saving, the clock, what is noted. Each page works without all of it.

import { Clock } from "./clock.js";
import { countWords, moveLines, offerClearing } from "./fields.js";
import { Saver } from "./saving.js";
import { Signals } from "./signals.js";

const form = document.getElementById("answer");
const bar = document.getElementById("clock");
const fields = form && document.getElementById("saving");
const signals = form && new Signals(form);
const saver = fields && new Saver(form, document.getElementById("strings").dataset);
const clock = bar && new Clock(bar);

countWords();
signals?.start();
if (saver) attend();
if (clock) keepTime();
// A page out of the browser's memory may be older than the answer.
addEventListener("pageshow", (event) => event.persisted && location.reload());

function attend() {
  const changed = () => {
    saver.changed();
    saver.save();
  };
  moveLines(form, changed);
  offerClearing(form, changed);
  saver.onGap = (since) => signals.lasted("network_gap", since);
  saver.start();
  form.addEventListener("submit", goOn);
}

// A button of the form leads on once the answer is saved, as soon as that is.
let ready = false;

async function goOn(event) {
  if (ready) return;
  event.preventDefault();
  const button = event.submitter;
  saver.onSaved = () => {};
  if (await saver.flush()) {
    leave(button);
  } else if (saver.choosing) {
    document.getElementById("conflict").focus();
  } else if (!saver.stopped && saver.failures) {
    document.getElementById("saving-text").textContent += ` ${document.getElementById("strings").dataset.leave}`;
    saver.onSaved = () => saver.dirty || leave(button);
  }
}

// Not before the event that asked for it is over: a form that is being submitted ignores more.
function leave(button) {
  ready = true;
  setTimeout(() => form.requestSubmit(button));
}

function keepTime() {
  clock.onOthers = () => saver?.supersede();
  clock.onOver = async () => {
    await recordingSaved();
    if (saver) await Promise.race([saver.flush(), new Promise((done) => setTimeout(done, 5000))]);
    location.assign(bar.dataset.over);
  };
  clock.start();
}

// A recording stops now, and is sent before this page is left; recorder.js listens.
function recordingSaved() {
  const waits = [];
  const detail = { waitFor: (saved) => waits.push(saved) };
  document.dispatchEvent(new CustomEvent("muster:over", { detail }));
  return Promise.all(waits);
}
