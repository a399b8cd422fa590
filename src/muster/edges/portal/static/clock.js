// The time left, by the server's seconds: counted on this machine's steady clock, asked for again
// each minute and whenever the page comes back into sight. It can be hidden, and says aloud when
// ten, five and one minutes are left.

const EACH = 60_000;
const LOW = 300;
const SPOKEN = [[600, "said-10"], [300, "said-5"], [60, "said-1"]];
const HIDDEN = "muster:clock";

export class Clock {
  constructor(box) {
    this.box = box;
    this.text = document.getElementById("clock-text");
    this.toggle = document.getElementById("clock-toggle");
    this.left = Number(box.dataset.left);
    this.#set(this.left);
    this.over = false;
    this.onOver = () => {};
    this.onOthers = () => {};
  }

  start() {
    this.toggle.hidden = false;
    this.toggle.addEventListener("click", () => this.#hide(!this.box.classList.contains("unseen")));
    this.#hide(remembered());
    setInterval(() => this.#tick(), 250);
    setInterval(() => this.ask(), EACH);
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  // Ask the server; half of the way there and back is taken off.
  async ask() {
    const asked = performance.now();
    let said;
    try {
      const answer = await fetch(this.box.dataset.url, { signal: AbortSignal.timeout(10_000) });
      if (answer.status !== 200) return;
      said = await answer.json();
    } catch {
      return;
    }
    if (said.state !== "running") {
      this.onOver();
      return;
    }
    if (!said.mine || said.epoch !== Number(this.box.dataset.epoch)) this.onOthers();
    const all = [said.left, said.section_left, said.place_left].filter((one) => one !== null);
    if (!all.length) {
      this.box.hidden = true;
      this.end = Infinity;
      return;
    }
    this.#set(Math.min(...all) - (performance.now() - asked) / 2000);
    this.over = false;
  }

  #set(seconds) {
    this.end = performance.now() + seconds * 1000;
  }

  #tick() {
    const left = Math.max(0, Math.ceil((this.end - performance.now()) / 1000));
    if ((left === this.left && left > 0) || left === Infinity) return;
    for (const [mark, words] of SPOKEN) if (this.left > mark && left <= mark) this.#say(this.box.dataset[words]);
    this.left = left;
    this.text.textContent = countdown(left);
    this.box.classList.toggle("low", left < LOW);
    if (left > 0 || this.over) return;
    this.over = true;
    this.#say(this.box.dataset["said-0"]);
    this.onOver();
  }

  #say(words) {
    document.getElementById("clock-said").textContent = words;
  }

  #hide(hidden) {
    this.box.classList.toggle("unseen", hidden);
    this.toggle.querySelector("span").textContent = hidden ? this.box.dataset.show : this.box.dataset.hide;
    try {
      localStorage.setItem(HIDDEN, hidden ? "hidden" : "shown");
    } catch {
      // It is remembered for this page only.
    }
  }
}

function countdown(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function remembered() {
  try {
    return localStorage.getItem(HIDDEN) === "hidden";
  } catch {
    return false;
  }
}
