// What was given here and is not acknowledged yet: kept in this browser until it is, so that a
// crash, a closed tab or a dead network loses nothing. A browser that keeps nothing still saves.

const PREFIX = "muster:draft:";

// `outcome` is what the server said to it, once it has and the candidate has still to look.
export function keepDraft(name, value, revision, outcome) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ value, revision, outcome }));
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

// The drafts of an attempt: { name, item, value, revision, outcome }.
export function draftsOf(attempt) {
  const start = `${PREFIX}${attempt}:`;
  let keys = [];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    // As above.
  }
  return keys.flatMap((key) => {
    const name = key.slice(PREFIX.length);
    const draft = findDraft(name);
    return draft ? [{ ...draft, name, item: key.slice(start.length) }] : [];
  });
}

// A page that shows the question sees to its draft alone, as long as it is open.
export function holdDraft(name) {
  navigator.locks?.request(PREFIX + name, () => new Promise(() => {}));
}

// Does something with a draft that no open page holds; undefined where one does.
export function withDraft(name, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(PREFIX + name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}
