// Recordings that an earlier page did not finish sending: a reload, a crash, a closed tab.

import { passes } from "./takes.js";
import { Upload } from "./upload.js";

// Another device writes now, or the link is to be opened again: the take is kept for that time.
const MAY_COME_BACK = new Set(["superseded", "no_seat"]);

/**
 * Hand each unfinished take of an attempt to `resume(upload, record)`, oldest first, where the
 * upload has begun already; it is null while another tab of this browser records that take.
 * `cares(item)` chooses; `found(record)` hears of a take before the server is asked about it.
 * `answers` are the takes that are answers now, by item: a take is dropped if another one, of
 * another device perhaps, became the answer since it was begun.
 */
export async function resumeTakes({ takes, store, attempt, answers, cares, found }, resume) {
  const records = (await store?.takesOf(attempt).catch(() => [])) ?? [];
  for (const record of records.filter((one) => cares(one.item))) {
    const release = await whileMine(record.take);
    if (release && (answers[record.item] ?? "") !== record.before) {
      await store.removeTake(record.take).catch(() => null);
      release();
      continue;
    }
    if (!release) {
      resume(null, record);
      continue;
    }
    found(record);
    await resumeTake(takes, store, record, resume).catch(() => null);
    release();
  }
}

/** Hold a take for this tab; return a function that lets it go, or null when another tab has it. */
export function whileMine(take) {
  if (!navigator.locks) return Promise.resolve(() => null);
  return new Promise((resolve) => {
    navigator.locks.request(`muster-take-${take}`, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((release) => resolve(release));
    });
  });
}

async function resumeTake(takes, store, record, resume) {
  const listed = await listPatiently(takes, record.take);
  if (listed.state !== "recording") return store.removeTake(record.take);
  const upload = new Upload(takes, store, record);
  const count = await upload.restore(listed.chunks);
  if (!count) {
    upload.close();
    return store.removeTake(record.take);
  }
  await resume(upload, record);
  if (upload.failure && !MAY_COME_BACK.has(upload.failure.code)) await store.removeTake(record.take);
}

/** Return what the server has of a take, however long that takes; throws where it may not say. */
async function listPatiently(takes, take) {
  for (let pause = 500; ; pause = Math.min(pause * 2, 20_000)) {
    try {
      return await takes.list(take);
    } catch (error) {
      if (error.code === "unknown_recording") return { state: "unknown", chunks: [] };
      if (!passes(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
