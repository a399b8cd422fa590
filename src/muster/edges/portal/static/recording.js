// One MediaRecorder: cuts a stream into chunks, hands them on in order, and knows how long it ran.

import { recordingType } from "./codecs.js";

// 640 by 480 at this rate is well seen and heard, and three minutes are 24 MB.
const BITS = { video: 1_000_000, audio: 64_000 };

export class Recording {
  #recorder;
  #handedOn = [];
  #parts = [];
  #began = 0;
  #stopped = Promise.resolve();

  /** Prepare to record a stream; `type` says what it is going to be. */
  constructor(stream, medium) {
    const mimeType = recordingType(medium);
    const options = { videoBitsPerSecond: BITS.video, audioBitsPerSecond: BITS.audio };
    this.#recorder = new MediaRecorder(stream, mimeType ? { ...options, mimeType } : options);
    this.stream = stream;
  }

  /** The recorder's own name for what it writes. */
  get type() {
    return this.#recorder.mimeType;
  }

  /** Milliseconds since the beginning. */
  get elapsed() {
    return performance.now() - this.#began;
  }

  /** Everything so far, to be played. */
  get blob() {
    return new Blob(this.#parts, { type: this.type.split(";")[0] });
  }

  /**
   * Cut a chunk every `slice` ms and call `add(blob, elapsed)`; call `broken()` when a device
   * goes. Safari emits empty chunks, and slices of its own length: neither is counted on.
   */
  start(slice, add, broken) {
    this.#stopped = new Promise((resolve) => this.#recorder.addEventListener("stop", resolve));
    this.#recorder.addEventListener("dataavailable", ({ data }) => {
      if (!data.size) return;
      this.#parts.push(data);
      this.#handedOn.push(add(data, this.elapsed));
    });
    this.#recorder.addEventListener("error", broken);
    for (const track of this.stream.getTracks()) track.addEventListener("ended", broken);
    this.#recorder.start(slice);
    this.#began = performance.now();
  }

  /** Stop and wait until the last chunk is handed on; return the length in milliseconds. */
  async stop() {
    const length = this.elapsed;
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    await this.#stopped;
    await Promise.all(this.#handedOn);
    return length;
  }
}
