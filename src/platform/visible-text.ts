/**
 * A stranger's text as a person may be shown it: on one line, with what is invisible or turns the direction
 * of reading written out, and cut where it is longer than it has to be.
 */
export function visibleText(text: string, longest = 120): string {
  const characters = [...text.normalize("NFC")];
  const shown = characters
    .slice(0, longest)
    .map((each, at) => (isHidden(characters, at) ? codeOf(each) : each));
  return shown.join("").replaceAll(/\s+/g, " ").trim() + (characters.length > longest ? " …" : "");
}

/** True where there is anything to see in the text. */
export function hasWords(text: string): boolean {
  return /[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

/** Text as a terminal may be shown it: nothing in it moves the cursor, changes a colour or turns the reading. */
export function forTerminal(text: string): string {
  return text.replaceAll(/[^\P{C}\n\t]/gu, (each) => (isInvisible(each) ? codeOf(each) : each));
}

const longestQuote = 20_000;
/** Line breaks in a row, and spaces in a row, that are still taken for somebody's way of writing. */
const emptyLines = 2;

/**
 * A longer text of a stranger as its lines, whole: what is invisible is written out, and so is padding that would
 * push the rest out of sight.
 */
export function visibleLines(text: string): string[] {
  const shown: string[] = [];
  let empty = 0;
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const visible = visibleText(
      line.replaceAll(/[^\S\n]{4,}/g, (spaces) => ` [${[...spaces].length} spaces] `),
      longestQuote,
    );
    if (visible === "") {
      empty++;
      continue;
    }
    if (empty > emptyLines) shown.push(`[${empty} empty lines]`);
    else if (shown.length > 0) shown.push(...Array.from({ length: empty }, () => ""));
    empty = 0;
    shown.push(visible);
  }
  return shown.length > 0 ? shown : ["[nothing to see]"];
}

/** Control, format, private and unassigned characters, marks that overprint, and every space but the plain one. */
function isInvisible(character: string): boolean {
  return /^[\p{C}\p{Zl}\p{Zp}\p{Me}\p{Default_Ignorable_Code_Point}\u115f\u1160\u2800\u3164\uffa0]$/u.test(
    character,
  );
}

function isHidden(characters: string[], at: number): boolean {
  if (isPartOfEmoji(characters, at)) return false;
  return isInvisible(characters[at] ?? "") || isPiledUp(characters, at);
}

/** What joins pictures into one, or asks for the coloured one: seen with them, and nowhere else. */
function isPartOfEmoji(characters: string[], at: number): boolean {
  const [before = "", each, after = ""] = [characters[at - 1], characters[at], characters[at + 1]];
  if (each === "\ufe0f") return /^\p{Extended_Pictographic}$/u.test(before);
  const isJoined = /^(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\ufe0f)$/u.test(before);
  return each === "\u200d" && isJoined && /^\p{Extended_Pictographic}$/u.test(after);
}

/** A mark upon two others: names of any script do with two, and a pile of them paints over the lines around. */
function isPiledUp(characters: string[], at: number): boolean {
  return [0, 1, 2].every((back) => /^\p{M}$/u.test(characters[at - back] ?? ""));
}

function codeOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}
