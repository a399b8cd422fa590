// Saves an answer by itself: a second after the last change, at the latest 15 seconds after the
// first, and at once when the field or the page is left. Until the server has acknowledged it, a
// copy stays in this browser. What happens is shown in one line; nothing is ever overwritten
// unasked: a conflict shows both texts.

import { findDraft, forgetDraft, holdDraft, keepDraft } from "./drafts.js";
import { fill, inWords, valueGiven, valueOf } from "./fields.js";

const REST = 1000;
const LONGEST = 15_000;
const PATIENCE = 20_000;
const WAITS = [1000, 2000, 4000, 8000, 15_000, 30_000];
// A request that may outlive its page has at most 64 KiB (Fetch, 4.5).
const KEPT_ALIVE = 60_000;

export class Saver {
  constructor(form, strings) {
    this.form = form;
    this.strings = strings;
    this.name = form.dataset.draft;
    this.revision = Number(form.elements.revision.value);
    this.saved = form.dataset.unsaved ? undefined : JSON.stringify(valueGiven(form));
    this.line = document.getElementById("saving");
    this.timer = 0;
    this.since = 0;
    this.failures = 0;
    this.gap = null;
    this.sending = null;
    this.stopped = false;
    this.choosing = false;
    this.onSaved = () => {};
    this.onGap = () => {};
  }

  start() {
    holdDraft(this.name);
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.save());
    this.form.addEventListener("focusout", () => this.save());
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.save());
    document.addEventListener("visibilitychange", () => this.save());
    this.#restore();
    // On a slow line a candidate is faster than this script.
    if (this.dirty && !this.form.dataset.unsaved) this.save();
  }

  get dirty() {
    return this.#current() !== this.saved;
  }

  changed() {
    if (this.stopped) return;
    if (!this.dirty && !this.sending) {
      forgetDraft(this.name);
      return;
    }
    keepDraft(this.name, valueOf(this.form), this.revision);
    this.since ||= performance.now();
    const wait = Math.min(REST, this.since + LONGEST - performance.now());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, wait));
  }

  // Sends what is not saved yet; true when the server has what the fields say.
  save() {
    this.sending ??= this.#send().finally(() => { this.sending = null; });
    return this.sending;
  }

  // Like save(), for somebody who waits to go on: what was changed meanwhile is saved, too.
  async flush() {
    while (!this.stopped && !this.choosing) {
      if (!(await this.save())) return false;
      if (!this.dirty) return true;
    }
    return false;
  }

  async #send() {
    clearTimeout(this.timer);
    const text = this.#current();
    if (text === this.saved) return true;
    if (this.stopped || this.choosing) return false;
    this.#show("saving", this.strings.saving);
    let answer;
    try {
      answer = await this.#put(text);
      if (answer.status === 429 || answer.status >= 500) throw new Error("busy");
    } catch {
      this.#missed();
      return false;
    }
    this.#reached();
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) return this.#acknowledged(text, said);
    this.#refused(answer.status, said);
    return false;
  }

  #put(text) {
    const epoch = Number(this.form.elements.epoch.value);
    const body = `{"epoch":${epoch},"revision":${this.revision},"value":${text}}`;
    return fetch(this.form.dataset.save, {
      method: "PUT",
      body,
      headers: { "Content-Type": "application/json" },
      keepalive: new Blob([body]).size < KEPT_ALIVE,
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  #acknowledged(text, said) {
    this.#adopt(said.revision);
    this.saved = text;
    this.since = 0;
    if (this.dirty) {
      this.changed();
    } else {
      forgetDraft(this.name);
      const time = new Date(said.saved_at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
      this.#show("saved", said.late ? this.strings.late : this.strings.saved.replace("{time}", time));
    }
    this.onSaved();
    return true;
  }

  #refused(status, said) {
    if (said.code === "conflict") {
      this.#conflict(said.revision, said.value);
    } else if (said.code === "superseded") {
      this.supersede();
    } else if (said.code === "over") {
      this.stopped = true;
      location.assign(this.form.dataset.home);
    } else if (status === 422) {
      this.#show("refused", `${this.strings.refused} ${said.message ?? ""}`);
    } else {
      this.stopped = true;
      this.#show("unsaved", this.strings.lost);
    }
  }

  #missed() {
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    this.gap ??= performance.now();
    keepDraft(this.name, valueOf(this.form), this.revision);
    this.#show("unsaved", this.strings.unsaved);
    this.timer = setTimeout(() => this.save(), wait);
  }

  #reached() {
    if (this.gap !== null) this.onGap(this.gap);
    this.failures = 0;
    this.gap = null;
  }

  #restore() {
    const draft = findDraft(this.name);
    if (!draft) return;
    if (JSON.stringify(draft.value) === this.saved) {
      forgetDraft(this.name);
    } else if (draft.revision === this.revision) {
      fill(this.form, draft.value);
      this.#show("saving", this.strings.restored);
      this.#tell(this.strings.restored);
      this.changed();
    } else {
      const standing = JSON.parse(this.saved ?? "null");
      fill(this.form, draft.value);
      this.#conflict(this.revision, standing);
    }
  }

  // Both texts stand side by side until the candidate has chosen.
  #conflict(revision, other) {
    this.choosing = true;
    const mine = valueOf(this.form);
    keepDraft(this.name, mine, this.revision);
    this.#show("unsaved", this.strings.conflictTitle);
    const take = (value) => {
      this.choosing = false;
      this.#adopt(revision);
      this.saved = JSON.stringify(other);
      fill(this.form, value);
      document.getElementById("conflict").replaceChildren();
      (document.getElementById("field") ?? this.form.querySelector("input:not([type=hidden]), select"))?.focus();
      if (this.dirty) this.save();
      else {
        forgetDraft(this.name);
        this.#show("idle", "");
      }
    };
    const versions = element("div", "versions", [
      this.#version(this.strings.conflictMine, mine, take),
      this.#version(this.strings.conflictOther, other, take),
    ]);
    this.#notice(this.strings.conflictTitle, this.strings.conflictText, versions);
  }

  #version(title, value, take) {
    const text = element("div", "value", inWords(this.form, value) || this.strings.conflictEmpty);
    text.dir = "auto";
    text.tabIndex = 0;
    const button = element("button", "button quiet", this.strings.conflictTake);
    button.type = "button";
    button.addEventListener("click", () => take(value));
    return element("div", "version", [element("h3", "", title), text, button]);
  }

  // Another device writes now; the last text from here was kept beside the answer.
  supersede() {
    if (this.stopped) return;
    this.stopped = true;
    this.#show("unsaved", this.strings.supersededTitle);
    const link = element("a", "button", this.strings.supersededGo);
    link.href = this.form.dataset.home;
    this.#notice(this.strings.supersededTitle, this.strings.supersededText, link);
  }

  #notice(title, text, more) {
    const box = element("div", "box warn", [element("h2", "", title), element("p", "", text), more]);
    const place = document.getElementById("conflict");
    place.replaceChildren(box);
    this.#tell(title);
    place.focus();
  }

  #adopt(revision) {
    this.revision = revision;
    this.form.elements.revision.value = revision;
  }

  // Said aloud are troubles, and the first time that all is well (again): not every save.
  #show(state, text) {
    const former = this.line.dataset.state;
    this.line.dataset.state = state;
    document.getElementById("saving-text").textContent = text;
    const trouble = state === "unsaved" || state === "refused";
    if (trouble && former !== state) this.#tell(text);
    this.troubled ||= trouble;
    if (state === "saved" && this.troubled !== false) {
      this.#tell(text);
      this.troubled = false;
    }
  }

  #tell(text) {
    document.getElementById("saving-said").textContent = text;
  }

  #current() {
    return JSON.stringify(valueOf(this.form));
  }
}

function element(name, className, content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...(Array.isArray(content) ? content : [content]));
  return made;
}
