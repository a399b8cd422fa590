// Passkeys (WebAuthn 3): signing in, with the browser's own suggestions in the address field, and
// making a new one. What is hidden in the page is shown only where the browser has passkeys.

const CAN = Boolean(
  window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.PublicKeyCredential.parseCreationOptionsFromJSON,
);

for (const place of document.querySelectorAll("[data-passkey]")) {
  const here = CAN && window.isSecureContext && fits(place.dataset.host);
  place.hidden = !here;
  for (const other of document.querySelectorAll("[data-no-passkeys]")) {
    other.hidden = here;
  }
  if (here) {
    (place.dataset.passkey === "enter" ? enter : register)(place);
  }
}

function fits(host) {
  return location.hostname === host || location.hostname.endsWith(`.${host}`);
}

function enter(place) {
  let asked = null;
  const suggest = async () => {
    if (place.dataset.confirm || !(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) {
      return;
    }
    asked = new AbortController();
    try {
      await signIn(place, { mediation: "conditional", signal: asked.signal });
    } catch {
      // Nobody chose a suggestion; the button and the other ways are still there.
    }
  };
  place.querySelector("[data-passkey-button]").addEventListener("click", async (event) => {
    asked?.abort();
    await trying(place, event.currentTarget, () => signIn(place, {}));
  });
  suggest();
}

async function signIn(place, how) {
  const options = await post(place.dataset.options, {});
  const publicKey = window.PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey, ...how });
  const body = { credential: credential.toJSON(), next: place.dataset.next, confirm: Boolean(place.dataset.confirm) };
  location.assign((await post(place.dataset.answer, body)).to);
}

function register(place) {
  place.querySelector("[data-passkey-button]").addEventListener("click", async (event) => {
    await trying(place, event.currentTarget, async () => {
      const options = await post(place.dataset.options, {});
      const publicKey = window.PublicKeyCredential.parseCreationOptionsFromJSON(options);
      const credential = await navigator.credentials.create({ publicKey });
      const body = { credential: credential.toJSON(), next: place.dataset.next };
      location.assign((await post(place.dataset.answer, body)).to);
    });
  });
}

async function trying(place, button, work) {
  const problem = place.querySelector("[data-problem]");
  problem.hidden = true;
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    // NotAllowedError: the person closed the browser's dialog, or it ran out of time.
    problem.textContent = error.shown || place.querySelector(`[data-said="${error.name}"]`)?.textContent || problem.dataset.problem;
    problem.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.redirected) {
    location.assign(answer.url); // the session has ended, or wants to be confirmed
    return new Promise(() => {});
  }
  const said = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error(said.message), { shown: said.message });
  }
  return said;
}
