// What was recorded and is not yet at the server, kept in IndexedDB as the second line.
//
// IndexedDB has lost recordings without an error ("indexeddb ate my user's recording"), so
// every chunk is written with strict durability and read back. Bytes are ArrayBuffers: older
// Safaris cannot keep a Blob.

const NAME = "muster-recordings";
const FORGET_AFTER = 7 * 24 * 3600 * 1000;

/**
 * Takes: { take, attempt, item, before, begun, digests, duration, ended }, where `before` is the
 * take that was the answer when this one began, and `digests` are of all chunks ever cut, sent or
 * not. Chunks: { take, number, bytes }.
 */
export class LocalStore {
  #database;

  constructor(database) {
    this.#database = database;
  }

  /** Return the store, or null where the browser has none or refuses it. */
  static async open() {
    try {
      const store = new LocalStore(await openDatabase());
      await store.#forgetOldTakes();
      return store;
    } catch {
      return null;
    }
  }

  async putTake(take) {
    await this.#write(["takes"], (tables) => tables.takes.put(take));
  }

  /** Keep a chunk and its take's record together; throws unless both can be read back. */
  async putChunk(take, number, bytes) {
    await this.#write(["takes", "chunks"], (tables) => {
      tables.takes.put(take);
      tables.chunks.put({ take: take.take, number, bytes });
    });
    const kept = await this.getChunk(take.take, number);
    if (kept?.byteLength !== bytes.byteLength) throw new Error("not kept");
  }

  async getChunk(take, number) {
    const found = await this.#read("chunks", (chunks) => chunks.get([take, number]));
    return found?.bytes;
  }

  async removeChunk(take, number) {
    await this.#write(["chunks"], (tables) => tables.chunks.delete([take, number]));
  }

  /** Forget a take and its chunks. */
  async removeTake(take) {
    await this.#write(["takes", "chunks"], (tables) => {
      tables.takes.delete(take);
      tables.chunks.delete(IDBKeyRange.bound([take, 0], [take, Infinity]));
    });
  }

  /** Return the takes of an attempt, oldest first. */
  async takesOf(attempt) {
    const takes = await this.#read("takes", (table) => table.getAll());
    return takes.filter((one) => one.attempt === attempt).sort((a, b) => a.begun - b.begun);
  }

  async #forgetOldTakes() {
    const takes = await this.#read("takes", (table) => table.getAll());
    const old = takes.filter((one) => one.begun < Date.now() - FORGET_AFTER);
    await Promise.all(old.map((one) => this.removeTake(one.take)));
  }

  #read(table, ask) {
    return promised(ask(this.#database.transaction(table).objectStore(table)));
  }

  #write(names, change) {
    const transaction = this.#database.transaction(names, "readwrite", { durability: "strict" });
    change(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  }
}

async function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("takes", { keyPath: "take" });
    request.result.createObjectStore("chunks", { keyPath: ["take", "number"] });
  };
  return promised(request);
}

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
