import { randomFillSync } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const prefixes = [
  "con",
  "msg",
  "cal",
  "cnv",
  "auth",
  "evt",
  "tok",
  "aud",
  "out",
  "lin",
  "run",
  "per",
  "ses",
  "cli",
  "gra",
  "fam",
  "pol",
  "tkt",
  "note",
  "chg",
  "hnd",
  "sub",
  "dlv",
  "bak",
  "blk",
  "rec",
  "cns",
  "fil",
  "rul",
  "ans",
  "adr",
  "svc",
  "itm",
  "ser",
  "wai",
  "rmd",
  "sty",
  "cld",
  "imp",
  "lead",
  "qte",
  "inv",
  "crn",
  "pay",
  "chk",
  "rfd",
  "rin",
  "eml",
  "chs",
  "chm",
  "mdc",
  "doc",
] as const;

/** What an id begins with, e.g. `msg_`. */
export type IdPrefix = (typeof prefixes)[number];

let lastTime = 0;
let timeText = "";
/** The random part as digits of base 32, the last one first; of the upper ones, which seldom change, the text too. */
const digits = new Uint8Array(16);
const lower = 4;
let upperText = "";

/**
 * A new id: prefix, 10 characters of time, 16 of randomness (Crockford base 32, lower case).
 * Ids made in one process sort in the order they were made, also within a millisecond.
 */
export function newId(prefix: IdPrefix, now: number): string {
  if (now > lastTime) {
    lastTime = now;
    timeText = encodeTime(now);
    for (let i = 0; i < digits.length; i++) digits[i] = randomByte() & 31;
    digits[15] = randomByte() & 15;
    upperText = textOf(lower, digits.length);
  } else {
    step(1 + randomByte() * 256 + randomByte());
  }
  return `${prefix}_${timeText}${upperText}${textOf(0, lower)}`;
}

/** The digits of `from` up to `to` as text, the last one first. */
function textOf(from: number, to: number): string {
  let text = "";
  for (let i = from; i < to; i++) text = alphabet.charAt(digits[i] ?? 0) + text;
  return text;
}

/** A pattern for schemas: `idPattern("msg")` matches what `newId("msg", …)` makes. */
export function idPattern(prefix: IdPrefix): RegExp {
  return new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`);
}

/** Moves the random part on, so that ids of one millisecond sort and cannot be told from one another. */
function step(by: number): void {
  let carried = by;
  for (let i = 0; carried > 0 && i < digits.length; i++) {
    carried += digits[i] ?? 0;
    digits[i] = carried & 31;
    carried = Math.floor(carried / 32);
    if (i >= lower) upperText = "";
  }
  if (upperText === "") upperText = textOf(lower, digits.length);
}

function encodeTime(time: number): string {
  let rest = time;
  let text = "";
  for (let i = 0; i < 10; i++) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

const pool = new Uint8Array(1024);
let used = pool.length;

/** One byte of the system's randomness, fetched many at a time. */
function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++] ?? 0;
}
