// How loud the microphone is, so that nobody speaks two minutes into a muted one.

const EVERY = 100;
// A quiet room lies near 0.001, a low voice at arm's length above 0.01 (root mean square of 1).
const SILENCE = 0.005;
// The bar is full at -12 dB below the loudest and empty at -60.
const FULL = -12;
const EMPTY = -60;
// It falls slower than voices do, so that an eye can follow.
const FALL = 0.06;

/** Listens to a stream ten times a second and tells `heard({ level, silentFor })`: 0 to 1, ms. */
export class Level {
  #context;
  #track;
  #timer;
  #analyser;
  #samples;
  #heard;
  #shown = 0;
  #quietSince = performance.now();

  constructor(stream, heard) {
    this.#heard = heard;
    this.#track = stream.getAudioTracks()[0];
    this.#context = new AudioContext();
    this.#analyser = new AnalyserNode(this.#context, { fftSize: 2048 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([this.#track])).connect(this.#analyser);
    this.#context.resume();
    this.#timer = setInterval(() => this.#listen(), EVERY);
  }

  /** Count silence from now on. */
  restart() {
    this.#quietSince = performance.now();
  }

  close() {
    clearInterval(this.#timer);
    this.#context.close();
  }

  #listen() {
    // Some browsers hold the context until the page is touched; then nothing can be said.
    if (this.#context.state !== "running") return this.restart();
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, one) => sum + one * one, 0) / this.#samples.length;
    const loudness = this.#track.muted ? 0 : Math.sqrt(power);
    if (loudness > SILENCE) this.restart();
    this.#shown = Math.max(share(loudness), this.#shown - FALL);
    this.#heard({ level: this.#shown, silentFor: performance.now() - this.#quietSince });
  }
}

function share(loudness) {
  const decibels = 20 * Math.log10(loudness || 1e-6);
  return Math.min(1, Math.max(0, (decibels - EMPTY) / (FULL - EMPTY)));
}
