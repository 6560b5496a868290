import { Buffer } from "node:buffer";
import { cutText } from "./cut-text.ts";

/**
 * A stranger's text as a person may be shown it: on one line, with what is invisible or turns the direction
 * of reading written out, and cut where it is longer than it has to be.
 */
export function visibleText(text: string, longest = 120): string {
  const whole = text.normalize("NFC");
  const cut = cutText(whole, longest);
  const characters = [...cut];
  const shown = characters.map((each, at) => (isHidden(characters, at) ? codeOf(each) : each));
  return shown.join("").replaceAll(/\s+/g, " ").trim() + (cut.length < whole.length ? " …" : "");
}

/** So many letters in a row that nobody sees are written out one by one; more of them are counted. */
const fewUnseen = 3;
/** What may be unseen; a text without it, as nearly all are, is left as it is. Line ends and tabs are seen. */
const mayBeUnseen =
  /[^\P{C}\n\r\t]|[\p{Zl}\p{Zp}\p{Me}\p{Default_Ignorable_Code_Point}\u115f\u1160\u2800\u3164\uffa0\u{13441}\u{13442}\u{16fe4}\u{1d159}]/u;

/**
 * A text as a model or a program is given it: whole, with what nobody would see in it written out, `[U+200B]`, or
 * counted, `[12 invisible characters]`, so that nothing is said to a model that no person can read.
 */
export function legibleText(text: string): string {
  if (!mayBeUnseen.test(text)) return text;
  const characters = [...text];
  let legible = "";
  for (let at = 0; at < characters.length; ) {
    let end = at;
    while (end < characters.length && !/[\n\r\t]/.test(characters[end] ?? "") && isUnseen(characters, end))
      end++;
    const unseen = characters.slice(at, end);
    if (unseen.length === 0) legible += characters[at++];
    else
      legible +=
        unseen.length > fewUnseen ? `[${unseen.length} invisible characters]` : unseen.map(codeOf).join("");
    at = Math.max(at, end);
  }
  return legible;
}

/** The same for every text in a value of JSON; the value itself where there is nothing to write out. */
export function legible<Value>(value: Value): Value {
  if (typeof value === "string") return legibleText(value) as Value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(legible);
    return items.some((item, at) => item !== value[at]) ? (items as Value) : value;
  }
  let changed: Record<string, unknown> | undefined;
  for (const [name, item] of Object.entries(value)) {
    const shown = legible(item);
    if (shown === item) continue;
    changed = { ...(changed ?? (value as Record<string, unknown>)), [name]: shown };
  }
  return (changed as Value | undefined) ?? value;
}

/**
 * The same, with the value's JSON: made once, and looked through once, where it holds nothing but what any keyboard
 * writes. In JSON what is below a space stands as an escape, and half a pair of surrogates too.
 */
export function legibleJson<Value>(value: Value): { value: Value; json: string } {
  const json = JSON.stringify(value) ?? "null";
  const isPlain = Buffer.byteLength(json) === json.length && !unseenEscape.test(json);
  if (isPlain) return { value, json };
  const shown = legible(value);
  return { value: shown, json: shown === value ? json : JSON.stringify(shown) };
}

const unseenEscape = /\\[ubf]|\u007f/;

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
  return /^[\p{C}\p{Zl}\p{Zp}\p{Me}\p{Default_Ignorable_Code_Point}\u115f\u1160\u2800\u3164\uffa0\u{13441}\u{13442}\u{16fe4}\u{1d159}]$/u.test(
    character,
  );
}

function isHidden(characters: string[], at: number): boolean {
  return isUnseen(characters, at) || isPiledUp(characters, at);
}

function isUnseen(characters: string[], at: number): boolean {
  return isInvisible(characters[at] ?? "") && !isPartOfEmoji(characters, at) && !isJoiner(characters, at);
}

/** What joins pictures into one, asks for the coloured one, or names a flag: seen with them, and nowhere else. */
function isPartOfEmoji(characters: string[], at: number): boolean {
  const [before = "", each = "", after = ""] = [characters[at - 1], characters[at], characters[at + 1]];
  if (each === "\ufe0f" || each === "\ufe0e")
    return (
      /^[\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u.test(before) ||
      (/^[0-9#*]$/.test(before) && after === "\u20e3")
    );
  if (each === "\u20e3") return before === "\ufe0f" || /^[0-9#*]$/.test(before);
  if (isTag(each)) return isInFlag(characters, at);
  const isJoined = /^(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\ufe0f)$/u.test(before);
  return each === "\u200d" && isJoined && /^\p{Extended_Pictographic}$/u.test(after);
}

/** The flags that are spelt in tags behind a black one (Unicode's RGI set): England, Scotland, Wales. */
const taggedFlags = new Set(["gbeng", "gbsct", "gbwls"]);
const blackFlag = "\u{1f3f4}";
const endOfTags = "\u{e007f}";

function isTag(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0xe0020 && code <= 0xe007f;
}

/** A black flag, five tags that spell one of them, and the end: nothing else can be said in tags. */
function isInFlag(characters: string[], at: number): boolean {
  let start = at;
  while (start > 0 && at - start < 6 && isTag(characters[start - 1] ?? "")) start--;
  if (characters[start - 1] !== blackFlag || characters[start + 5] !== endOfTags || at > start + 5)
    return false;
  const spelt = characters
    .slice(start, start + 5)
    .map((tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000));
  return taggedFlags.has(spelt.join(""));
}

/** Scripts in which a joiner or non-joiner between two letters changes how they are written (RFC 5892 A.1 and A.2). */
const joinedLetter =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Tibetan}\p{Script=Myanmar}]$/u;

/** A joiner where a script asks for one: seen in the shape of its neighbours. */
function isJoiner(characters: string[], at: number): boolean {
  if (characters[at] !== "\u200c" && characters[at] !== "\u200d") return false;
  return joinedLetter.test(characters[at - 1] ?? "") && joinedLetter.test(characters[at + 1] ?? "");
}

/** A mark upon two others: names of any script do with two, and a pile of them paints over the lines around. */
function isPiledUp(characters: string[], at: number): boolean {
  return [0, 1, 2].every((back) => /^\p{M}$/u.test(characters[at - back] ?? ""));
}

function codeOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}
