// One take on its way to the server: chunks are sent while they are recorded, at most two at once,
// again and again until the server has them. A local copy goes only when the server has said so.

import { hex, passes } from "./takes.js";

const AT_ONCE = 2;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 20_000;
const KEEPING = 10_000;

/**
 * `record` is the take as LocalStore keeps it; `store` may be null. Events: "progress";
 * "trouble" and "recovered" around a time without the server; "risk" when a chunk could not be
 * kept locally; "refused" with `detail` the lasting error.
 */
export class Upload extends EventTarget {
  #takes;
  #store;
  #chunks = [];
  #waiting = [];
  #active = 0;
  #pause = FIRST_PAUSE;
  #asleep = null;
  #changed = signal();
  #closed = false;
  #wake = () => this.#wakeUp();

  constructor(takes, store, record) {
    super();
    this.#takes = takes;
    this.#store = store;
    this.record = record;
    /** When the server or the local store last took a chunk. */
    this.acceptedAt = performance.now();
    this.failure = null;
    window.addEventListener("online", this.#wake);
  }

  get take() {
    return this.record.take;
  }

  /** Bytes cut, and bytes that the server has. */
  get progress() {
    const sum = (chunks) => chunks.reduce((total, one) => total + one.size, 0);
    return { all: sum(this.#chunks), sent: sum(this.#chunks.filter((one) => one.sent)) };
  }

  /** Tell whether a chunk has not reached the server. */
  get pending() {
    return this.#chunks.some((one) => !one.sent);
  }

  /** Take the next chunk, cut `duration` milliseconds after the beginning. */
  async add(blob, duration) {
    const chunk = { number: this.#chunks.length, blob, size: blob.size, kept: false, sent: false };
    this.#chunks.push(chunk);
    const bytes = await blob.arrayBuffer();
    chunk.digest = await sha256(bytes);
    this.record.digests[chunk.number] = hex(chunk.digest);
    this.record.duration = duration;
    this.#enqueue(chunk);
    await this.#keep(chunk, bytes);
  }

  /** Take up what an earlier page left: chunks of the local store that the server lacks. */
  async restore(listed) {
    const there = new Map(listed.map((one) => [one.number, one]));
    for (const [number, digest] of this.record.digests.entries()) {
      const known = there.get(number);
      const bytes = known ? null : await this.#store.getChunk(this.take, number);
      // What is lost is lost, and what follows it cannot be played: the rest ends here.
      if (!known && !bytes) break;
      const chunk = { number, blob: bytes && new Blob([bytes]), kept: true, sent: Boolean(known) };
      chunk.size = known?.size ?? bytes.byteLength;
      chunk.digest = unhex(known?.sha256 ?? digest);
      this.#chunks.push(chunk);
      if (!known) this.#enqueue(chunk);
    }
    return this.#chunks.length;
  }

  /** Wait until the server has everything and has said so; throws what it refuses for good. */
  async finish(duration) {
    this.record.duration = duration;
    this.record.ended = true;
    await this.#store?.putTake(this.record).catch(() => this.#tell("risk"));
    let answer = null;
    while (answer === null) {
      await this.#everythingSent();
      answer = await this.#complete();
    }
    await this.#store?.removeTake(this.take).catch(() => null);
    this.close();
    return answer;
  }

  /** Stop sending. What is kept locally stays. */
  close() {
    this.#closed = true;
    this.#waiting = [];
    this.#wakeUp();
    window.removeEventListener("online", this.#wake);
  }

  async #keep(chunk, bytes) {
    if (!this.#store) return this.#tell("risk");
    try {
      await inTime(this.#store.putChunk(this.record, chunk.number, bytes));
      chunk.kept = true;
      this.#accepted();
      if (chunk.sent) await this.#store.removeChunk(this.take, chunk.number);
    } catch {
      this.#tell("risk");
    }
  }

  #enqueue(chunk) {
    this.#waiting.push(chunk);
    this.#waiting.sort((a, b) => a.number - b.number);
    this.#tell("progress");
    this.#pump();
  }

  #pump() {
    while (this.#active < AT_ONCE && this.#waiting.length && !this.#asleep && !this.failure) {
      this.#active += 1;
      this.#send(this.#waiting.shift());
    }
  }

  async #send(chunk) {
    try {
      const bytes = await chunk.blob.arrayBuffer();
      await this.#takes.put(this.take, chunk.number, bytes, chunk.digest);
      await this.#arrived(chunk);
    } catch (error) {
      if (passes(error)) this.#again(chunk);
      else this.#fail(error);
    } finally {
      this.#active -= 1;
    }
    this.#pump();
  }

  async #arrived(chunk) {
    chunk.sent = true;
    this.#accepted();
    if (this.#pause > FIRST_PAUSE) this.#tell("recovered");
    this.#pause = FIRST_PAUSE;
    this.#tell("progress");
    this.#nudge();
    if (chunk.kept) await this.#store?.removeChunk(this.take, chunk.number).catch(() => null);
  }

  #again(chunk) {
    if (this.#closed) return;
    this.#waiting.unshift(chunk);
    if (!this.#asleep) this.#sleep();
  }

  #sleep() {
    this.#tell("trouble");
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    this.#asleep = setTimeout(() => this.#wakeUp(), pause);
  }

  #wakeUp() {
    clearTimeout(this.#asleep);
    this.#asleep = null;
    this.#nudge();
    this.#pump();
  }

  #fail(error) {
    this.failure = error;
    this.#tell("refused", error);
    this.#nudge();
  }

  async #everythingSent() {
    while (this.pending && !this.failure && !this.#closed) await this.#changed.promise;
    if (this.failure) throw this.failure;
    if (this.#closed) throw new DOMException("closed", "AbortError");
  }

  /** Return the server's answer, or null when it is to be asked again. */
  async #complete() {
    const digests = this.#chunks.map((one) => hex(one.digest));
    try {
      return await this.#takes.complete(this.take, digests, this.record.duration);
    } catch (error) {
      if (error.code === "chunks_missing" && this.#sendAgain(error.problem.missing ?? [])) return null;
      if (!passes(error)) throw error;
      this.#sleep();
      await this.#changed.promise;
      return null;
    }
  }

  /** Put chunks back into the queue; false when one of them is nowhere any more. */
  #sendAgain(numbers) {
    const chunks = numbers.map((number) => this.#chunks[number]);
    if (!chunks.length || chunks.some((one) => !one?.blob)) return false;
    for (const chunk of chunks) chunk.sent = false;
    for (const chunk of chunks) this.#enqueue(chunk);
    return true;
  }

  #accepted() {
    this.acceptedAt = performance.now();
  }

  #nudge() {
    this.#changed.resolve();
    this.#changed = signal();
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

// A write to IndexedDB may neither succeed nor fail (Safari).
function inTime(writing) {
  const never = new Promise((_, reject) => setTimeout(reject, KEEPING, new Error("not kept")));
  return Promise.race([writing, never]);
}

// Promise.withResolvers, which browsers of before 2024 lack.
function signal() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function unhex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}
