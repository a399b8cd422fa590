// A part of a page of ours, fetched again and put in its place: the only way HTML comes in by script.

// The server has escaped what is in it; this policy exists so that nothing else can write HTML.
const policy = window.trustedTypes?.createPolicy("console-fragments", {
  createHTML: (html) => html,
});

/**
 * Fetch a page of this console and return it as a document; throws when there is no good answer.
 * @param {string} url
 * @param {RequestInit} [how]
 * @returns {Promise<{page: Document, url: string}>}
 */
export async function fetchPage(url, how = {}) {
  if (new URL(url, location.href).origin !== location.origin) {
    throw new Error("not ours");
  }
  const answer = await fetch(url, { credentials: "same-origin", ...how });
  if (!answer.ok || !answer.headers.get("content-type")?.startsWith("text/html")) {
    throw new Error(String(answer.status));
  }
  const text = await answer.text();
  const html = policy ? policy.createHTML(text) : text;
  return { page: new DOMParser().parseFromString(html, "text/html"), url: answer.url };
}

/**
 * Put the element of a fetched page in the place of ours with the same id; keeps focus and choices.
 * @param {Document} page
 * @param {string} id
 * @returns {boolean} whether both have it
 */
export function replace(page, id) {
  const ours = document.getElementById(id);
  const theirs = page.getElementById(id);
  if (!ours || !theirs) {
    return false;
  }
  const focused = ours.contains(document.activeElement) ? document.activeElement?.id : "";
  ours.replaceWith(document.adoptNode(theirs));
  if (focused) {
    document.getElementById(focused)?.focus();
  }
  document.dispatchEvent(new CustomEvent("console:replaced", { detail: id }));
  return true;
}
