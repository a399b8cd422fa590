// A previewed question: its fields work as a candidate's do, and nothing is sent anywhere.
import { countWords, moveLines } from "./fields.js";

const form = document.getElementById("answer");
countWords();
if (form) {
  moveLines(form, () => {});
  form.addEventListener("submit", (event) => event.preventDefault());
}
document.querySelector(".preview-bar select")?.addEventListener("change", (event) => event.target.form.submit());
