// The editor of a letter: what is typed is shown beside it, in a frame, without a step in the browser's
// history; and a button with data-inserts writes where the cursor was.
const PAUSE = 350;
const LONGEST_ADDRESS = 6000;

const form = document.querySelector("form[data-letter]");
const frame = document.getElementById(form.dataset.letter);
const look = document.querySelector("[data-look]");
let waiting = 0;
let last = form.elements.namedItem("body");

function show() {
  const query = new URLSearchParams(new FormData(form));
  const address = `${look.formAction}?${query}`;
  if (address.length > LONGEST_ADDRESS) {
    form.requestSubmit(look);
  } else {
    frame.contentWindow.location.replace(address);
  }
}

look.hidden = true;
document.addEventListener("input", (event) => {
  if (event.target.form === form) {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(show, PAUSE);
  }
});

for (const field of form.querySelectorAll("#subject, #body")) {
  field.addEventListener("focus", () => {
    last = field;
  });
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-inserts]") : null;
  if (button && last) {
    last.focus();
    last.setRangeText(button.dataset.inserts, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
