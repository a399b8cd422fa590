// One player for all recordings of a report: a chapter for each, the speed, and keys.

const PACES = [0.75, 1, 1.25, 1.5, 2];
const SKIP = 5; // seconds

const video = document.querySelector("#player video");
const now = document.querySelector("#player .now");
const speeds = document.querySelector(".speeds");
const chapters = [...document.querySelectorAll(".chapters a")];
let current = chapters.findIndex((chapter) => chapter.hasAttribute("aria-current"));
let pace = 1;

function open(number, play) {
  if (number < 0 || number >= chapters.length) return;
  const chapter = chapters[number];
  if (number !== current) {
    chapters[current].removeAttribute("aria-current");
    chapter.setAttribute("aria-current", "true");
    current = number;
    video.src = chapter.href;
    video.classList.toggle("sound", chapter.dataset.medium === "audio");
    video.setAttribute("aria-label", chapter.dataset.title);
    now.textContent = chapter.dataset.title;
    video.defaultPlaybackRate = pace;
    video.playbackRate = pace;
  }
  // Chromium refuses to play what nobody has asked for; then the reader presses play.
  if (play) video.play().catch(() => {});
}

function setPace(value) {
  pace = value;
  video.defaultPlaybackRate = value;
  video.playbackRate = value;
  for (const button of speeds.children) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === value));
  }
}

function step(by) {
  const place = PACES.indexOf(pace) + by;
  if (place >= 0 && place < PACES.length) setPace(PACES[place]);
}

const KEYS = {
  " ": () => (video.paused ? video.play().catch(() => {}) : video.pause()),
  ArrowLeft: () => { video.currentTime -= SKIP; },
  ArrowRight: () => { video.currentTime += SKIP; },
  n: () => open(current + 1, true),
  p: () => open(current - 1, true),
  "+": () => step(1),
  "-": () => step(-1),
};

// The keys belong to whoever is at the player or its chapters, and to nobody else on the page:
// space scrolls there, and screen readers have letters of their own (WCAG 2.2, 2.1.4).
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const presses = event.key === " " && event.target.closest("button");
  // The browser's own controls know space and arrows already.
  const native = event.target === video && [" ", "ArrowLeft", "ArrowRight"].includes(event.key);
  if (!act || presses || native) return;
  event.preventDefault();
  act();
}

for (const [number, chapter] of chapters.entries()) {
  chapter.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(number, true);
  });
}
for (const link of document.querySelectorAll("[data-chapter]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(chapters.findIndex((chapter) => chapter.dataset.take === link.dataset.chapter), true);
    video.scrollIntoView({ block: "center" });
    video.focus({ preventScroll: true });
  });
}
for (const button of speeds.children) {
  button.addEventListener("click", () => setPace(Number(button.dataset.speed)));
}
document.querySelector(".recordings").addEventListener("keydown", onKey);
video.addEventListener("ended", () => open(current + 1, true));
speeds.hidden = false;
document.querySelector(".keys").hidden = false;
