// A file that is chosen becomes the text of the form: what is sent is what stands there to be read.
const file = document.querySelector("[data-list-file]");
const text = document.querySelector("[data-list-text]");
const name = document.querySelector("[data-list-name]");
if (file && text && name) {
  file.closest(".field").hidden = false;
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    text.value = wordsIn(await chosen.arrayBuffer());
    name.value = chosen.name;
  });
}

/** Spreadsheets save lists in the encoding of their system: what is no UTF-8 is read as Windows writes it. */
function wordsIn(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
