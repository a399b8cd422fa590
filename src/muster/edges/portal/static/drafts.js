// What was given here and is not acknowledged yet: kept in this browser until it is, so that a
// crash, a closed tab or a dead network loses nothing. A browser that keeps nothing still saves.

const PREFIX = "muster:draft:";

export function keepDraft(name, value, revision) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ value, revision }));
    return true;
  } catch {
    return false;
  }
}

export function findDraft(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

export function forgetDraft(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // It was never kept, then.
  }
}

export function forgetDraftsOf(attempt) {
  try {
    const names = Object.keys(localStorage);
    for (const name of names.filter((one) => one.startsWith(`${PREFIX}${attempt}:`))) localStorage.removeItem(name);
  } catch {
    // As above.
  }
}
