// The server's side of a take, as it is spoken over HTTP (docs/recordings.md).

const PATIENCE = 60_000;
const WORTH_ANOTHER_TRY = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The server said no; `lasting` when asking again would change nothing. */
class RefusedError extends Error {
  constructor(status, problem) {
    super(problem.code ?? String(status));
    this.status = status;
    this.code = problem.code ?? "";
    this.problem = problem;
  }

  get lasting() {
    // A wrong digest means that bytes were damaged on the way: they are sent again.
    return !WORTH_ANOTHER_TRY.has(this.status) && this.code !== "wrong_digest";
  }
}

/** The takes of one attempt; `address` is the attempt's. Every verb throws RefusedError or TypeError. */
export class Takes {
  constructor(address, epoch) {
    this.address = address;
    this.epoch = epoch;
  }

  /** Begin a take, in the place of one that failed if named: { take, number, left }. */
  begin(item, mime, insteadOf = null) {
    const body = { epoch: this.epoch, mime };
    if (insteadOf) body.instead_of = insteadOf;
    return this.#ask("POST", `answers/${encodeURIComponent(item)}/takes`, { json: body });
  }

  /** Send a chunk; `digest` is its SHA-256 in bytes. The same chunk again is the same. */
  put(take, number, bytes, digest) {
    const headers = {
      "Content-Type": "application/octet-stream",
      "Content-Digest": `sha-256=:${base64(digest)}:`,
      "X-Epoch": String(this.epoch),
    };
    return this.#ask("PUT", `takes/${take}/chunks/${number}`, { headers, body: bytes });
  }

  /** Return { state, chunks: [{ number, size, sha256 }] }. */
  list(take) {
    return this.#ask("GET", `takes/${take}/chunks`, {});
  }

  /** Say that these chunks (SHA-256 in hex) are all of it: { state }; it is the answer now. */
  complete(take, digests, duration) {
    const json = { epoch: this.epoch, chunks: digests, duration_ms: Math.round(duration) };
    return this.#ask("POST", `takes/${take}/complete`, { json });
  }

  mediaAddress(take) {
    return `${this.address}/takes/${take}/media`;
  }

  async #ask(method, path, { json, headers = {}, body }) {
    const request = { method, headers: { Accept: "application/json", ...headers }, body };
    if (json) {
      request.body = JSON.stringify(json);
      request.headers["Content-Type"] = "application/json";
    }
    request.signal = AbortSignal.timeout?.(PATIENCE);
    const response = await fetch(`${this.address}/${path}`, request);
    const said = await response.json().catch(() => ({}));
    if (!response.ok) throw new RefusedError(response.status, said);
    return said;
  }
}

/** Tell whether an error may pass by itself: the network's, or the server's bad moment. */
export function passes(error) {
  return !(error instanceof RefusedError && error.lasting);
}

export function hex(digest) {
  return Array.from(digest, (one) => one.toString(16).padStart(2, "0")).join("");
}

function base64(digest) {
  return btoa(String.fromCharCode(...digest));
}
