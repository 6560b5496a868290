// Signs in with a passkey, or adds one, where the browser can; without it the page has its other ways.
for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) continue;
  box.hidden = false;
  const button = box.querySelector("button");
  const problem = box.querySelector("[role=alert]");
  button.addEventListener("click", async () => {
    problem.hidden = true;
    button.disabled = true;
    try {
      await (box.dataset.passkey === "add" ? add(box.dataset) : signIn(box.dataset));
    } catch (failure) {
      problem.textContent = wordsFor(failure);
      problem.hidden = false;
    }
    button.disabled = false;
    button.focus();
  });
}

class Refused extends Error {}

function wordsFor(failure) {
  if (failure instanceof Refused) return failure.message;
  return failure.name === "InvalidStateError"
    ? "This device holds a passkey of yours already."
    : "It was not done: the browser ended it. Try again.";
}

async function signIn({ form, next }) {
  const options = await post("/login/challenge", { form });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  await post("/login/passkey", { form, credential: credential.toJSON() });
  location.assign(next);
}

async function add({ form, next }) {
  const options = await post("/settings/passkeys", { form, step: "offer" });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  await post("/settings/passkeys", { form, step: "add", credential: credential.toJSON() });
  location.assign(next);
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (told.signIn) location.assign(told.signIn);
  if (!answer.ok) throw new Refused(told.message ?? told.detail ?? "The desk did not do it. Try again.");
  return told;
}
