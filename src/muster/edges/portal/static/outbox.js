// Sends the drafts of an attempt that the pages of their questions could not.

import { draftsOf, findDraft, forgetDraft, keepDraft, withDraft } from "./drafts.js";

const PATIENCE = 20_000;
const OUTCOMES = { conflict: "conflict", over: "over" };

export class Outbox {
  // `own` is the question that this page shows: its own script sends it.
  constructor({ address, attempt, epoch }, own) {
    this.address = address;
    this.attempt = attempt;
    this.epoch = Number(epoch);
    this.own = own;
    this.sending = null;
  }

  get drafts() {
    return draftsOf(this.attempt).filter((one) => one.item !== this.own);
  }

  // What is still to be sent, or to be looked at by the candidate; not what came too late.
  get open() {
    return this.drafts.filter((one) => one.outcome !== "over");
  }

  // Sends what has not been answered; returns the outcomes by question.
  send() {
    this.sending ??= this.#sendAll().finally(() => { this.sending = null; });
    return this.sending;
  }

  async #sendAll() {
    const outcomes = {};
    for (const draft of this.drafts.filter((one) => !one.outcome)) {
      outcomes[draft.item] = await withDraft(draft.name, () => this.#sendOne(draft));
    }
    return outcomes;
  }

  async #sendOne({ name, item, value, revision }) {
    const outcome = await this.#put(item, { epoch: this.epoch, revision, value }).catch(() => undefined);
    const now = findDraft(name);
    // Another tab may have written meanwhile: that is another draft.
    if (!now || now.revision !== revision || JSON.stringify(now.value) !== JSON.stringify(value)) return undefined;
    if (outcome === "saved") forgetDraft(name);
    else if (outcome) keepDraft(name, value, revision, outcome);
    return outcome;
  }

  async #put(item, body) {
    const answer = await fetch(`${this.address}/answers/${encodeURIComponent(item)}`, {
      method: "PUT",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return "saved";
    if (answer.status === 422) return "refused";
    const said = await answer.json();
    return OUTCOMES[said.code];
  }
}
