// What the briefing says is noted: leaving the page and for how long, pasting and how much (never
// what), gaps in the connection. Times are the server's, counted on by this machine's steady clock.

const PATIENCE = 20_000;

export class Signals {
  constructor(form) {
    this.form = form;
    this.born = Date.parse(form.dataset.now) - performance.now();
    this.waiting = [];
    this.left = null;
  }

  start() {
    document.addEventListener("visibilitychange", () => this.#turned());
    this.form.addEventListener("paste", (event) => {
      const length = event.clipboardData?.getData("text").length ?? 0;
      if (length) this.note("pasted", performance.now(), { length });
    });
    addEventListener("online", () => this.#send());
  }

  note(kind, since, more) {
    const at = new Date(this.born + since).toISOString();
    this.waiting.push({ kind, at, item: this.form.dataset.item, ...more });
    this.#send();
  }

  lasted(kind, since) {
    this.note(kind, since, { seconds: Math.round((performance.now() - since) / 100) / 10 });
  }

  #turned() {
    if (document.hidden) {
      this.left = performance.now();
    } else if (this.left !== null) {
      this.lasted("left_tab", this.left);
      this.left = null;
    }
  }

  async #send() {
    const signals = this.waiting.splice(0, 50);
    if (!signals.length) return;
    try {
      const answer = await fetch(this.form.dataset.signals, {
        method: "POST",
        body: JSON.stringify({ signals }),
        headers: { "Content-Type": "application/json" },
        keepalive: true,
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status >= 500) throw new Error("busy");
    } catch {
      this.waiting.unshift(...signals);
    }
  }
}
