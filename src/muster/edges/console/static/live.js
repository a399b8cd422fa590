// Search as you type: a form with data-live="ID" asks again while its fields change, and puts the
// element of that id in place. The address keeps the filters. Also data-poll="SECONDS" on an
// element with an id: it is fetched again until a fetched one has no data-poll.
import { fetchPage, replace } from "./fragments.js";

const PAUSE = 180;

export function listen() {
  for (const form of document.querySelectorAll("form[data-live]")) {
    follow(form);
  }
  for (const element of document.querySelectorAll("[data-poll]")) {
    poll(element.id);
  }
}

function follow(form) {
  let waiting = 0;
  let asked = new AbortController();

  async function ask() {
    asked.abort();
    asked = new AbortController();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "") {
        query.append(name, String(value));
      }
    }
    const url = `${form.getAttribute("action") || location.pathname}?${query}`;
    const region = document.getElementById(form.dataset.live);
    region?.setAttribute("aria-busy", "true");
    try {
      const { page } = await fetchPage(url, { signal: asked.signal });
      if (!replace(page, form.dataset.live)) {
        location.assign(url);
        return;
      }
      history.replaceState(null, "", url);
      for (const id of (form.dataset.also || "").split(" ").filter(Boolean)) {
        replace(page, id);
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        form.submit();
      }
    }
  }

  form.addEventListener("input", (event) => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, event.target.matches("input[type=search], input[type=text]") ? PAUSE : 0);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.clearTimeout(waiting);
    ask();
  });
}

function poll(id) {
  const element = document.getElementById(id);
  const seconds = Number(element?.dataset.poll);
  if (!(seconds > 0)) {
    return;
  }
  window.setTimeout(async () => {
    try {
      const { page } = await fetchPage(location.href);
      const next = page.getElementById(id);
      if (next?.dataset.reload !== undefined) {
        location.reload();
        return;
      }
      replace(page, id);
    } catch {
      // The network or the server is away for a while: what is shown stays, and is asked for again.
    }
    poll(id);
  }, seconds * 1000);
}
