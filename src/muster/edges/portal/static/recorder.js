// The recorder of one question: from the button that turns the camera on to the saved recording.
// The states are those of data-in in record.html.

import { chooseDevice, closeDevices, listDevices, openDevices } from "./devices.js";
import { Level } from "./level.js";
import { Recording } from "./recording.js";
import { resumeTakes, whileMine } from "./resume.js";
import { LocalStore } from "./store.js";
import { Takes, passes } from "./takes.js";
import { Upload } from "./upload.js";
import { View } from "./view.js";

const TICK = 200;
// Of a page that slept (a closed lid, a phone's lock) no more than this counts as waiting.
const LONGEST_TICK = 2000;
const BEGIN_TRIES = [0, 500, 1500];
const SAID = [[60, "minute"], [30, "half"], [10, "ten"]];
const NOTES_THAT_STAY = ["unplugged", "away", "cut", "over"];

class Recorder {
  #data;
  #view;
  #takes;
  #store = null;
  #left;
  #loaded = performance.now();
  #stream = null;
  #level = null;
  #recording = null;
  #upload = null;
  #release = null;
  #awake = null;
  #timer = null;
  #prepared = false;
  #insteadOf = null;
  #stopping = null;

  constructor(root) {
    this.#data = root.dataset;
    this.#view = new View(root);
    this.#takes = new Takes(this.#data.address, Number(this.#data.epoch));
    this.#left = this.#data.left === "" ? rememberedLeft(root) : Number(this.#data.left);
    root.addEventListener("click", (event) => this.#press(event.target.closest("[data-do]")));
    root.addEventListener("change", (event) => this.#choose(event.target));
    this.#view.find("[data-playback]").addEventListener("error", () => this.#unplayable());
    window.addEventListener("beforeunload", (event) => this.#busy && event.preventDefault());
    document.addEventListener("visibilitychange", () => this.#noticeAbsence());
    // The clock of the attempt says that time is up, and waits for what we give it.
    document.addEventListener("muster:over", (event) => event.detail?.waitFor?.(this.#end("over")));
  }

  /** Take up what an earlier page left, and show where the question stands. */
  async start() {
    this.#rest(false);
    this.#store = await LocalStore.open();
    await resumeTakes(this.#context(), (upload, record) => this.#resume(upload, record));
    // The server had it already, or never heard of it.
    if (this.#view.state === "saving" && !this.#busy) this.#rest(false);
  }

  #context() {
    const { attempt, item, answer } = this.#data;
    const cares = (one) => one === item;
    const found = () => this.#view.show("saving", { focus: false });
    const answers = { [item]: answer };
    return { takes: this.#takes, store: this.#store, attempt, answers, cares, found };
  }

  get #busy() {
    return Boolean(this.#upload);
  }

  #press(button) {
    const deeds = {
      open: () => this.#open(),
      begin: () => this.#begin(),
      record: () => this.#record(),
      stop: () => this.#end(),
      again: () => this.#open(),
      reload: () => location.reload(),
    };
    deeds[button?.dataset.do]?.();
  }

  /** Show what holds while nothing goes on: saved, closed, or off. */
  #rest(focus) {
    const answered = Boolean(this.#data.answer);
    if (answered) this.#view.play(this.#takes.mediaAddress(this.#data.answer));
    this.#showLeft();
    this.#view.show(answered ? "kept" : this.#left === 0 ? "closed" : "off", { focus });
  }

  async #open() {
    this.#view.clearNotes();
    this.#view.show("asking");
    try {
      this.#stream = await openDevices(this.#data.medium);
    } catch (error) {
      return this.#needHelp(error.problem);
    }
    navigator.storage?.persist?.().catch(() => null);
    await this.#useStream();
    this.#view.each("[data-first]", this.#prepared);
    this.#view.each("[data-again]", !this.#prepared);
    this.#view.show("ready");
  }

  async #useStream() {
    const preview = this.#view.find("[data-preview]");
    if (preview) preview.srcObject = this.#stream;
    for (const track of this.#stream.getTracks()) {
      track.addEventListener("ended", () => this.#unplugged());
    }
    this.#level?.close();
    this.#level = new Level(this.#stream, (heard) => this.#hear(heard));
    const current = Object.fromEntries(
      this.#stream.getTracks().map((track) => [track.kind, track.getSettings().deviceId]),
    );
    this.#view.fillChoices(await listDevices(), current);
  }

  async #choose(select) {
    if (!select.dataset.choose) return;
    chooseDevice(select.dataset.choose, select.value);
    closeDevices(this.#stream);
    try {
      this.#stream = await openDevices(this.#data.medium);
      await this.#useStream();
    } catch (error) {
      this.#needHelp(error.problem);
    }
  }

  /** A device went before anything was recorded; while it records, the recording ends. */
  #unplugged() {
    if (!["ready", "preparing"].includes(this.#view.state)) return;
    this.#needHelp("missing");
  }

  #needHelp(problem) {
    this.#putAway();
    this.#view.clearNotes();
    this.#view.only("problem", problem);
    this.#view.show("help");
  }

  #hear({ level, silentFor }) {
    this.#view.level(level);
    const listening = ["ready", "preparing", "recording"].includes(this.#view.state);
    this.#view.note("silent", listening && silentFor >= Number(this.#data.silence));
  }

  #begin() {
    this.#stayAwake();
    const seconds = Number(this.#data.preparation);
    const needless = this.#prepared || this.#data.untimed === "yes" || !seconds;
    if (needless) return this.#record();
    this.#prepared = true;
    this.#view.show("preparing");
    this.#view.say("preparing");
    const said = [[10, "soon"]];
    this.#countDown(seconds, said, () => this.#record());
  }

  async #record() {
    this.#stopTimer();
    this.#prepared = true;
    this.#view.clearNotes();
    this.#view.show("starting");
    try {
      this.#recording = new Recording(this.#stream, this.#data.medium);
    } catch {
      return this.#needHelp("unsupported");
    }
    try {
      await this.#beginTake();
    } catch (error) {
      return this.#notBegun(error);
    }
    const unplugged = this.#stream.getTracks().some((track) => track.readyState === "ended");
    if (unplugged) return this.#discard();
    this.#roll();
  }

  /** A device went while the server was asked: the take stays empty, and empty ones do not count. */
  #discard() {
    this.#upload.close();
    this.#store?.removeTake(this.#upload.take).catch(() => null);
    this.#forgetUpload();
    this.#needHelp("missing");
  }

  /** Keep the screen of a phone on: a phone that locks stops the recording. */
  async #stayAwake() {
    this.#awake ??= await navigator.wakeLock?.request("screen").catch(() => null);
    if (!this.#stream) this.#putAway();
  }

  async #beginTake() {
    const begun = await this.#askForTake();
    this.#insteadOf = null;
    this.#left = begun.left;
    rememberLeft(this.#data, begun.left);
    const { attempt, item, answer } = this.#data;
    const record = { take: begun.take, attempt, item, before: answer, begun: Date.now() };
    Object.assign(record, { digests: [], duration: 0, ended: false });
    this.#release = await whileMine(record.take);
    await this.#store?.putTake(record).catch(() => null);
    this.#upload = this.#listen(new Upload(this.#takes, this.#store, record));
  }

  async #askForTake() {
    let last;
    for (const pause of BEGIN_TRIES) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      try {
        return await this.#takes.begin(this.#data.item, this.#recording.type, this.#insteadOf);
      } catch (error) {
        if (!passes(error)) throw error;
        last = error;
      }
    }
    throw last;
  }

  #notBegun(error) {
    this.#recording = null;
    if (!passes(error)) return this.#refuse(error);
    this.#view.each("[data-first]", true);
    this.#view.each("[data-again]", false);
    this.#view.show("ready");
    this.#view.note("unreachable");
  }

  #listen(upload) {
    upload.addEventListener("progress", () => this.#view.progress(upload.progress));
    upload.addEventListener("trouble", () => this.#view.note("offline"));
    upload.addEventListener("recovered", () => this.#view.note("offline", false));
    upload.addEventListener("risk", () => this.#view.note("risk"));
    upload.addEventListener("refused", ({ detail }) => this.#recording && this.#refuse(detail));
    return upload;
  }

  #roll() {
    const upload = this.#upload;
    this.#recording.start(
      Number(this.#data.slice),
      (blob, elapsed) => upload.add(blob, elapsed),
      () => this.#end("unplugged"),
    );
    this.#level.restart();
    this.#view.progress(upload.progress);
    this.#view.show("recording");
    this.#view.say("recording");
    const untilOver = this.#deadline();
    const seconds = Math.min(Number(this.#data.seconds), untilOver);
    upload.acceptedAt = performance.now();
    this.#countDown(seconds, SAID, () => this.#end(seconds === untilOver ? "over" : null));
  }

  #deadline() {
    if (!this.#data.deadline) return Infinity;
    return Number(this.#data.deadline) - (performance.now() - this.#loaded) / 1000;
  }

  #countDown(seconds, said, done) {
    const end = performance.now() + seconds * 1000;
    const waiting = said.filter(([at]) => at < seconds - 2);
    let before = performance.now();
    const tick = () => {
      const left = (end - performance.now()) / 1000;
      this.#view.time(left);
      while (waiting.length && left <= waiting[0][0]) this.#view.say(waiting.shift()[1]);
      this.#mindTheGap(performance.now() - before);
      before = performance.now();
      if (left <= 0) done();
    };
    this.#stopTimer();
    this.#timer = setInterval(tick, TICK);
    tick();
  }

  /** Stop when neither the server nor this browser has taken anything for too long. */
  #mindTheGap(passed) {
    if (this.#view.state !== "recording") return;
    if (passed > LONGEST_TICK) this.#upload.acceptedAt += passed - LONGEST_TICK;
    if (performance.now() - this.#upload.acceptedAt > Number(this.#data.patience)) this.#lose();
  }

  #stopTimer() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Stop recording, if it does, and save; `why` is a note for the candidate. Resolves when saved. */
  #end(why = null) {
    if (this.#view.state === "preparing") return this.#abandon();
    if (this.#view.state === "recording") this.#stopping = this.#save(why);
    return this.#stopping ?? Promise.resolve();
  }

  #abandon() {
    this.#putAway();
    this.#rest(true);
  }

  async #save(why) {
    this.#stopTimer();
    this.#view.show("saving");
    this.#view.say("stopped");
    this.#view.note("silent", false);
    if (why) this.#view.note(why);
    const recording = this.#recording;
    const length = await recording.stop();
    this.#putAway();
    await this.#finish(length, recording.blob);
  }

  /** Wait until the server has everything; then show what it has. */
  async #finish(length, source) {
    const { take } = this.#upload;
    try {
      await this.#upload.finish(length);
    } catch (error) {
      return this.#refuse(error);
    }
    this.#forgetUpload();
    this.#data.answer = take;
    this.#view.clearNotes(...NOTES_THAT_STAY);
    this.#view.play(source ?? this.#takes.mediaAddress(take));
    this.#showLeft();
    this.#view.show("saved");
    this.#view.say("saved");
    const detail = { item: this.#data.item };
    document.dispatchEvent(new CustomEvent("muster:answered", { detail }));
  }

  async #lose() {
    this.#stopTimer();
    this.#view.clearNotes();
    const { take } = this.#upload;
    this.#insteadOf = take;
    this.#left += 1;
    rememberLeft(this.#data, this.#left);
    this.#upload.close();
    this.#view.show("lost");
    await this.#recording.stop();
    this.#putAway();
    this.#forgetUpload();
    await this.#store?.removeTake(take).catch(() => null);
  }

  #refuse(error) {
    this.#stopTimer();
    this.#upload?.close();
    this.#recording?.stop();
    this.#putAway();
    this.#forgetUpload();
    this.#view.clearNotes();
    this.#view.only("refusal", error.code);
    this.#view.show("refused");
  }

  #putAway() {
    this.#stopTimer();
    this.#level?.close();
    this.#level = null;
    closeDevices(this.#stream);
    this.#stream = null;
    this.#recording = null;
    this.#awake?.release();
    this.#awake = null;
  }

  #forgetUpload() {
    this.#upload = null;
    this.#release?.();
    this.#release = null;
  }

  /** Show the rest of an earlier page's upload. */
  async #resume(upload, record) {
    if (!upload) return this.#view.note("elsewhere");
    this.#upload = this.#listen(upload);
    this.#view.progress(upload.progress);
    this.#view.note(record.ended ? "resumed" : "cut");
    this.#stopping = this.#finish(record.duration, null);
    await this.#stopping;
  }

  #showLeft() {
    const most = Number(this.#data.takes);
    const none = this.#left === 0 || most === 1;
    this.#view.each("[data-if-left]", none);
    this.#view.each("[data-if-none]", !none);
    const left = this.#view.find("[data-left-now]");
    left.textContent = this.#left ?? "";
    left.parentElement.hidden = none || this.#left === null;
    this.#view.find("[data-allowed]").textContent = this.#left ?? most;
  }

  #noticeAbsence() {
    if (document.hidden && this.#view.state === "recording") this.#view.note("away");
  }

  #unplayable() {
    const player = this.#view.find("[data-playback]");
    player.hidden = true;
    this.#view.note("unready");
  }
}

// How many takes are left is the server's to say; between two pages this browser remembers it.
const leftKey = ({ attempt, item }) => `muster-left:${attempt}:${item}`;

function rememberedLeft(root) {
  try {
    const left = localStorage.getItem(leftKey(root.dataset));
    return left === null ? null : Number(left);
  } catch {
    return null;
  }
}

function rememberLeft(data, left) {
  try {
    localStorage.setItem(leftKey(data), String(left));
  } catch {
    // The server refuses what is too much.
  }
}

for (const root of document.querySelectorAll("[data-recorder]")) new Recorder(root).start();
