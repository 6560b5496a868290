// A part is renewed by a page that holds it, and by nothing else: not by an error, not by the page on which one signs in
// again. Nothing is asked for while nobody looks.
document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden) event.preventDefault();
});
document.addEventListener("htmx:before:response", (event) => {
  const { raw, status } = event.detail.ctx.response;
  if (status !== 200 || raw.redirected) event.preventDefault();
});
document.addEventListener("htmx:after:request", (event) => {
  const { select, text } = event.detail.ctx;
  if (select && !text.includes(`id="${select.slice(1)}"`)) event.preventDefault();
});
// What somebody opened stays open, though the page that a part is renewed from has it closed.
htmx.config.morphIgnore.push("open");
