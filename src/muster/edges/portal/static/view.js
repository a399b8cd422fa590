// What the recorder and the device check show: which parts are visible, what is read out.

/** `root` has parts with data-in="STATE …", notes, texts to say, and one part that takes focus. */
export class View {
  #root;

  constructor(root) {
    this.#root = root;
  }

  find(selector) {
    return this.#root.querySelector(selector);
  }

  all(selector) {
    return [...this.#root.querySelectorAll(selector)];
  }

  get state() {
    return this.#root.dataset.state;
  }

  /** Show the parts of a state. The focus goes along if it was on what disappears. */
  show(state, { focus = true } = {}) {
    this.#root.dataset.state = state;
    for (const part of this.all("[data-in]")) {
      part.hidden = !part.dataset.in.split(" ").includes(state);
    }
    this.find("[data-polite]").textContent = "";
    if (focus) this.focus();
  }

  focus() {
    const target = this.all("[data-focus]").find((one) => one.offsetParent !== null);
    target?.focus({ preventScroll: false });
  }

  /** Show only those of the marked parts whose mark has the value: only("problem", "busy"). */
  only(mark, value) {
    const parts = this.all(`[data-${mark}]`);
    const known = parts.some((one) => one.dataset[mark] === value);
    for (const part of parts) part.hidden = part.dataset[mark] !== (known ? value : "other");
  }

  each(selector, hidden) {
    for (const part of this.all(selector)) part.hidden = hidden;
  }

  /** Show or hide a note; one that appears is read out at once. */
  note(name, shown = true) {
    const note = this.find(`[data-note="${name}"]`);
    if (note.hidden === !shown) return;
    note.hidden = !shown;
    if (shown) this.#urgent(note.textContent);
  }

  clearNotes(...kept) {
    for (const note of this.all("[data-note]")) note.hidden ||= !kept.includes(note.dataset.note);
  }

  /** Let a screen reader say one of the sentences of the page when it has time. */
  say(name) {
    const text = this.#root.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`];
    this.find("[data-polite]").textContent = text;
  }

  time(seconds) {
    const left = Math.max(0, Math.ceil(seconds));
    const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    const time = this.find("[data-time]");
    if (time.textContent !== text) time.textContent = text;
    this.find(".time").classList.toggle("soon", left <= 10);
  }

  level(share) {
    const bar = this.find("[data-level]");
    bar.style.setProperty("--level", share.toFixed(3));
    const percent = String(Math.round(share * 20) * 5);
    if (bar.ariaValueNow !== percent) bar.setAttribute("aria-valuenow", percent);
  }

  progress({ all, sent }) {
    const share = all ? sent / all : 0;
    this.find("[data-progress]").value = share;
    const language = document.documentElement.lang;
    const format = new Intl.NumberFormat(language, { style: "percent" });
    this.find("[data-sent]").textContent = format.format(Math.floor(share * 100) / 100);
  }

  /** Play a blob, or what an address answers. */
  play(source) {
    const player = this.find("[data-playback]");
    if (player.src.startsWith("blob:")) URL.revokeObjectURL(player.src);
    player.hidden = false;
    player.addEventListener("loadedmetadata", () => learnLength(player), { once: true });
    player.src = source instanceof Blob ? URL.createObjectURL(source) : source;
  }

  /** Fill the choice of devices; `current` has the ids of those in use. */
  fillChoices(devices, current) {
    for (const choice of this.all("[data-choose]")) {
      const kind = choice.dataset.choose;
      const unnamed = this.#root.dataset[`unnamed${kind[0].toUpperCase()}${kind.slice(1)}`];
      const options = devices[kind].map(
        (one, index) => new Option(one.label || `${unnamed} ${index + 1}`, one.deviceId),
      );
      choice.replaceChildren(...options);
      choice.value = current[kind] ?? "";
    }
  }

  #urgent(text) {
    this.find("[data-urgent]").textContent = text.trim();
  }
}

// A file that MediaRecorder wrote does not say how long it is; whoever jumps behind its end knows.
function learnLength(player) {
  if (player.duration !== Infinity) return;
  player.addEventListener("durationchange", () => (player.currentTime = 0), { once: true });
  player.currentTime = Number.MAX_SAFE_INTEGER;
}
