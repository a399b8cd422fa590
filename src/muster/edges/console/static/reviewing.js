// The page of a report: players with one speed for all, keys, and ratings that are saved in place.
import { fetchPage, replace } from "./fragments.js";
import { say } from "./toasts.js";

const PACES = [0.75, 1, 1.25, 1.5, 2];
const SKIP = 5; // seconds
const TOAST = 8000;

// What was said by an answer that this page has taken the place of.
const said = sessionStorage.getItem("console-said");
sessionStorage.removeItem("console-said");
if (said) window.setTimeout(() => say(said), 50);

const players = [...document.querySelectorAll("[data-player]")];
let pace = 1;
let current = players[0]?.querySelector("video, audio");

for (const player of players) {
  const media = player.querySelector("video, audio");
  player.querySelector(".speeds").hidden = false;
  media.addEventListener("play", () => {
    current = media;
    for (const other of players) {
      const theirs = other.querySelector("video, audio");
      if (theirs !== media) theirs.pause();
    }
  });
  player.addEventListener("click", (event) => {
    const speed = event.target.closest("[data-speed]");
    if (speed) setPace(Number(speed.dataset.speed));
    const take = event.target.closest("[data-take]");
    if (take && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      choose(player, media, take);
    }
  });
}

function choose(player, media, take) {
  for (const one of player.querySelectorAll("[data-take]")) one.removeAttribute("aria-current");
  take.setAttribute("aria-current", "true");
  media.src = take.href;
  setPace(pace);
  play(media);
}

function setPace(value) {
  pace = value;
  for (const player of players) {
    const media = player.querySelector("video, audio");
    media.defaultPlaybackRate = value;
    media.playbackRate = value;
    for (const button of player.querySelectorAll("[data-speed]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === value));
    }
  }
}

function play(media) {
  media.play().catch(() => {}); // some browsers play only what somebody has pressed
}

function step(by) {
  const place = PACES.indexOf(pace) + by;
  if (place >= 0 && place < PACES.length) setPace(PACES[place]);
}

function jump(number) {
  const question = document.getElementById(`question-${number}`);
  if (!question) return false;
  question.scrollIntoView({ block: "start" });
  const media = question.querySelector("video, audio");
  if (media) {
    media.focus({ preventScroll: true });
    current = media;
    play(media);
  } else {
    question.querySelector("input, a, summary")?.focus({ preventScroll: true });
  }
  return true;
}

// Single keys are off while a field has the focus, and where the reader has switched them off
// (WCAG 2.1.4). Space and arrows belong to buttons, links and levels that have the focus.
document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  const off = localStorage.getItem("console-shortcuts") === "off";
  if (off || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  if (/^[1-9]$/.test(event.key)) {
    if (jump(event.key)) event.preventDefault();
    return;
  }
  if (!current) return;
  const busy = target.closest("button, a, summary, input");
  const own = target === current; // its own controls know space and arrows
  const keys = {
    ",": () => step(-1),
    ".": () => step(1),
    ...(busy || own ? {} : {
      " ": () => (current.paused ? play(current) : current.pause()),
      ArrowLeft: () => { current.currentTime -= SKIP; },
      ArrowRight: () => { current.currentTime += SKIP; },
    }),
    // Chromium moves by more than 5 seconds.
    ...(own ? {
      ArrowLeft: () => { current.currentTime -= SKIP; },
      ArrowRight: () => { current.currentTime += SKIP; },
    } : {}),
  };
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

// A rating is sent and the page's parts that it changes are put in place, so that nothing that
// plays stops. Where that fails, or the name is shown now, the page is loaded as any form would.
document.querySelector(".review")?.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-rates]")) return;
  event.preventDefault();
  const button = event.submitter;
  const action = button?.getAttribute("formaction") || form.getAttribute("action");
  const body = new URLSearchParams(new FormData(form));
  form.setAttribute("aria-busy", "true");
  if (button) button.disabled = true;
  try {
    const { page } = await fetchPage(action, { method: "POST", body });
    const before = document.getElementById("state").dataset.veiled;
    if (page.getElementById("state")?.dataset.veiled !== before) {
      // The name may be shown now, or is hidden again. What was said is said by the page that comes.
      sessionStorage.setItem("console-said", page.querySelector(".toast p")?.textContent ?? "");
      location.reload();
      return;
    }
    for (const part of ["state", form.id, form.id.replace("rate", "given"), "result", "decision"]) {
      replace(page, part);
    }
    mark(page);
    toast(page);
    document.querySelector(`#${form.id} [type=submit], #${form.id} button`)?.focus({ preventScroll: true });
  } catch {
    form.action = action;
    form.submit();
  }
});

function mark(page) {
  for (const ours of document.querySelectorAll(".asked")) {
    const theirs = page.getElementById(ours.id);
    const earned = ours.querySelector(".earned");
    const fresh = theirs?.querySelector(".earned");
    if (earned && fresh) earned.replaceWith(document.adoptNode(fresh));
  }
  const jumps = document.querySelector(".jumps");
  const fresh = page.querySelector(".jumps");
  if (jumps && fresh) jumps.replaceWith(document.adoptNode(fresh));
}

function toast(page) {
  const said = page.querySelector("[data-toasts] .toast");
  if (!said) return;
  const ours = document.adoptNode(said);
  const region = document.querySelector("[data-toasts]");
  region.replaceChildren(ours);
  if (!ours.querySelector("form")) window.setTimeout(() => ours.remove(), TOAST);
}

document.addEventListener("click", (event) => {
  const jumper = event.target instanceof Element ? event.target.closest("[data-jump]") : null;
  if (jumper && !event.ctrlKey && !event.metaKey && !event.shiftKey && jump(jumper.dataset.jump)) {
    event.preventDefault();
  }
  if (event.target instanceof Element && event.target.closest("[data-prints]")) window.print();
});
