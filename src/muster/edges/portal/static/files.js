// Sends files as soon as they are chosen, and shows how far they are. The page is loaded anew
// afterwards: the server knows best what it has taken. Without this, a form does the same.

const box = document.getElementById("files");
const input = document.getElementById("file");
const answer = document.getElementById("answer");
const said = document.getElementById("files-said");

if (input) {
  document.getElementById("upload-button").hidden = true;
  input.addEventListener("change", () => sendAll([...input.files]));
}

async function sendAll(files) {
  const free = Number(box.dataset.most) - document.querySelectorAll("#files-list > li").length;
  if (files.length > free) return tell(box.dataset.many);
  if (files.some((file) => file.size > Number(box.dataset.bytes))) return tell(box.dataset.large);
  input.disabled = true;
  for (const file of files) if (!(await sendPatiently(file))) return leave();
  location.reload();
}

function leave() {
  input.disabled = false;
  input.value = "";
}

async function sendPatiently(file) {
  const line = show(file);
  for (;;) {
    const outcome = await send(file, line.querySelector("progress"));
    if (outcome.status === 201) {
      answer.elements.revision.value = outcome.said.revision;
      tell(box.dataset.sent);
      return true;
    }
    if (outcome.status && outcome.status < 500) {
      line.remove();
      tell(outcome.said.message ?? box.dataset.refused);
      return false;
    }
    tell(box.dataset.failed);
    await new Promise((done) => {
      addEventListener("online", done, { once: true });
      setTimeout(done, 5000);
    });
  }
}

function send(file, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", box.dataset.url);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("X-Epoch", answer.elements.epoch.value);
    request.setRequestHeader("X-Revision", answer.elements.revision.value);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { progress.value = event.loaded / file.size; });
    request.addEventListener("loadend", () => done({ status: request.status, said: request.response ?? {} }));
    request.send(file);
  });
}

function show(file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = file.name;
  const progress = document.createElement("progress");
  progress.value = 0;
  progress.setAttribute("aria-label", `${box.dataset.sending} ${file.name}`);
  line.append(name, progress);
  document.getElementById("files-list").append(line);
  tell(`${box.dataset.sending} ${file.name}`);
  return line;
}

function tell(words) {
  said.textContent = words;
}
