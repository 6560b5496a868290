// Keeps the thread of the sandbox page up to date while it is open.
const thread = document.querySelector("[data-live]");
setInterval(async () => {
  if (!thread || document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (fresh && fresh.innerHTML !== thread.innerHTML) thread.innerHTML = fresh.innerHTML;
}, 2000);
