// Follows the desk while a page is open: the number of what waits on every page, the list of it where that is open,
// and word of news for parts that renew themselves.
const badge = document.querySelector("[data-waiting]");
const list = document.querySelector("[data-live='requests']");
const plainTitle = document.title.replace(/^\(\d+\) /, "");

let stream;
let hasBegun = false;

// A browser keeps few connections to one host: a page that nobody looks at lets go of its own.
function follow() {
  stream?.close();
  stream = undefined;
  if (document.hidden) return;
  stream = new EventSource("/authorizations/live");
  stream.addEventListener("message", (event) => show(JSON.parse(event.data).waiting));
}

document.addEventListener("visibilitychange", follow);
follow();

function show(waiting) {
  document.title = waiting > 0 ? `(${waiting}) ${plainTitle}` : plainTitle;
  if (badge) {
    badge.textContent = String(waiting);
    badge.hidden = waiting === 0;
  }
  if (list) void refresh();
  if (hasBegun) tellOfNews();
  // What happened after the page was made and before anybody listened is looked for once.
  else document.body.dispatchEvent(new Event("news"));
  hasBegun = true;
}

// However much happens, a page is not renewed more often than somebody can read it.
const breath = 5000;
let told = 0;
let due;
function tellOfNews() {
  clearTimeout(due);
  const wait = told + breath - Date.now();
  if (wait > 0) due = setTimeout(tellOfNews, wait);
  else {
    told = Date.now();
    document.body.dispatchEvent(new Event("news"));
  }
}

// Cards that are on the page stay where they are, so that no button moves under a finger: new ones come after them,
// and those that were decided elsewhere say so in their place.
async function refresh() {
  const answer = await fetch(location.pathname, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live='requests']");
  if (!fresh) return;
  const cards = [...list.querySelectorAll("[data-card]")];
  const freshCards = [...fresh.querySelectorAll("[data-card]")];
  const known = new Set(cards.map((card) => card.dataset.card));
  const left = new Set(freshCards.map((card) => card.dataset.card));
  if (cards.length === 0 || freshCards.length === 0) {
    if (cards.length !== freshCards.length) list.replaceChildren(...fresh.childNodes);
    return;
  }
  for (const card of cards) if (!left.has(card.dataset.card)) close(card);
  const deck = list.querySelector(".deck");
  for (const card of freshCards) if (!known.has(card.dataset.card)) deck.append(card);
  const status = list.querySelector("[role='status']");
  const said = fresh.querySelector("[role='status']")?.textContent ?? "";
  if (status && status.textContent !== said) status.textContent = said;
}

function close(card) {
  const decision = card.querySelector(".decision");
  if (!decision) return;
  const note = document.createElement("p");
  note.className = "quiet";
  note.textContent = "This waits no longer.";
  decision.replaceWith(note);
  card.querySelector(".pick")?.remove();
}
