// The device check: the recorder's own parts, but nothing is sent and nothing is kept.

import { chooseDevice, closeDevices, listDevices, openDevices } from "./devices.js";
import { Level } from "./level.js";
import { Recording } from "./recording.js";
import { View } from "./view.js";

const HEARD = 0.3;
const TICK = 100;

class Check {
  #data;
  #view;
  #stream = null;
  #level = null;
  #recording = null;
  #timer = null;

  constructor(root) {
    this.#data = root.dataset;
    this.#view = new View(root);
    root.addEventListener("click", (event) => this.#press(event.target.closest("[data-do]")));
    root.addEventListener("change", (event) => this.#choose(event.target));
    this.#view.show("off", { focus: false });
  }

  #press(button) {
    const deeds = { open: () => this.#open(), test: () => this.#test(), stop: () => this.#stop() };
    deeds[button?.dataset.do]?.();
  }

  #choose(select) {
    if (!select.dataset.choose) return;
    chooseDevice(select.dataset.choose, select.value);
    closeDevices(this.#stream);
    this.#open({ focus: false });
  }

  async #open({ focus = true } = {}) {
    this.#view.clearNotes();
    if (focus) this.#view.show("asking");
    try {
      this.#stream = await openDevices(this.#data.medium);
    } catch (error) {
      this.#view.only("problem", error.problem);
      return this.#view.show("help");
    }
    await this.#useStream();
    this.#view.show("ready", { focus });
  }

  async #useStream() {
    this.#settle("browser");
    const preview = this.#view.find("[data-preview]");
    if (preview) {
      preview.addEventListener("playing", () => this.#settle("camera"), { once: true });
      preview.srcObject = this.#stream;
    }
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

  #hear({ level, silentFor }) {
    this.#view.level(level);
    this.#view.note("silent", silentFor >= Number(this.#data.silence));
    if (level >= HEARD && this.#settle("microphone")) this.#view.say("microphone");
  }

  /** Turn a verdict to good; tell whether it was not. */
  #settle(name) {
    const verdict = this.#view.find(`[data-verdict="${name}"]`);
    const good = verdict.querySelector("[data-good]");
    const news = good.hidden;
    good.hidden = false;
    verdict.querySelector("[data-waiting]").hidden = true;
    return news;
  }

  #test() {
    this.#recording = new Recording(this.#stream, this.#data.medium);
    this.#view.show("testing");
    this.#view.say("recording");
    const ended = () => this.#stop();
    this.#recording.start(Number(this.#data.slice), () => null, ended);
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#tick();
  }

  #tick() {
    const left = Number(this.#data.test) - this.#recording.elapsed / 1000;
    this.#view.time(left);
    if (left <= 0) this.#stop();
  }

  async #stop() {
    clearInterval(this.#timer);
    const recording = this.#recording;
    this.#recording = null;
    if (!recording) return;
    await recording.stop();
    this.#putAway();
    this.#settle("test");
    this.#view.play(recording.blob);
    this.#view.show("tested");
    this.#view.say("stopped");
  }

  #unplugged() {
    if (this.#recording || !this.#stream) return;
    this.#putAway();
    this.#view.show("off");
    this.#view.note("unplugged");
  }

  #putAway() {
    this.#level?.close();
    this.#level = null;
    closeDevices(this.#stream);
    this.#stream = null;
    this.#view.note("silent", false);
  }
}

for (const root of document.querySelectorAll("[data-check]")) new Check(root);
