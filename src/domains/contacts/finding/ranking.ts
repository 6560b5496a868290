import { gramsOf, type Profile } from "./find-store.ts";

/** Words that say nothing of whom they are about, in English and Spanish. */
const empty = new Set(
  "a an and at by for from has he her his i in is lady lives me mr mrs ms my near of on or our she that the their them they this to was where who whose with woman man guy person somebody someone el la los las de del en que quien con una uno señora señor".split(
    " ",
  ),
);

/** What was asked, as the words that can tell somebody from others; all of them where none can. */
export function wordsIn(query: string): string[] {
  const words = plain(query).match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !empty.has(word));
  return [...new Set(telling.length > 0 ? telling : words)].slice(0, 12);
}

export interface Ranked {
  profile: Profile;
  /** From 0 to 1: how well it fits what was asked. */
  score: number;
}

/** How like two words have to be to be taken for one. */
const alike = 0.45;
/** What fits less is left out. */
const least = 0.2;

/** Contacts by how well they fit: each word counts once, most where it is in the name; who was put away comes last. */
export function ranked(profiles: readonly Profile[], words: readonly string[]): Ranked[] {
  return profiles
    .map((profile) => ({ profile, score: scoreOf(profile, words) }))
    .filter(({ score }) => score >= least)
    .sort(
      (a, b) =>
        Number(a.profile.isArchived) - Number(b.profile.isArchived) ||
        b.score - a.score ||
        (a.profile.id < b.profile.id ? 1 : -1),
    );
}

function scoreOf({ name, email, words: rest }: Profile, words: readonly string[]): number {
  if (words.length === 0) return 0;
  const named = partsOf(`${name} ${email}`);
  const others = partsOf(rest);
  const sum = words
    .map((word) => Math.max(likeness(word, named), 0.8 * likeness(word, others)))
    .reduce((all, each) => all + each, 0);
  return sum / words.length;
}

/** How like a word is to the most like of these, from 0 to 1. */
function likeness(word: string, parts: ReadonlySet<string>): number {
  if (parts.has(word)) return 1;
  const grams = new Set(gramsOf(` ${word} `));
  let best = 0;
  for (const part of parts) {
    if (word.length >= 3 && part.startsWith(word)) best = Math.max(best, 0.9);
    // Nobody misremembers three letters or a number.
    if (word.length < 4 || part.length < 4 || /\d/.test(word)) continue;
    const own = gramsOf(` ${part} `);
    const shared = own.filter((gram) => grams.has(gram)).length;
    const dice = (2 * shared) / (own.length + grams.size);
    if (dice >= alike) best = Math.max(best, 0.8 * dice);
    // One letter more, less or other, or two that have changed places: Garzia, Garica, Gracia.
    if (best < 0.75 && isOneSlipAway(word, part)) best = 0.75;
  }
  return best;
}

/** Whether one slip of the fingers makes one word the other. */
function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a[0] !== b[0]) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  let end = 0;
  const shorter = Math.min(a.length, b.length);
  while (end < shorter - from && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(from, a.length - end), b.slice(from, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

function partsOf(text: string): Set<string> {
  return new Set(plain(text).match(/[\p{L}\p{N}]+/gu) ?? []);
}

function plain(text: string): string {
  return text.toWellFormed().normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
