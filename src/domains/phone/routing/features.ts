import { plainWords } from "#platform/plain-words.ts";

/** What a text's traits are counted in: 2 to the power of this many places, several traits to a place. */
export const placeBits = 14;

/** Parts of words that count as traits, in characters: what carries over spelling, endings and languages. */
const partLengths = [4, 5];

/** A text's traits, each once: its words, its pairs of words, and parts of them. */
export function traitsOf(text: string): number[] {
  const words = plainWords(text);
  const found = new Set<number>();
  let last = "";
  for (const word of words.split(" ")) {
    found.add(placeOf(`w${word}`));
    found.add(placeOf(`p${last} ${word}`));
    last = word;
  }
  const line = ` ${words} `;
  for (const length of partLengths)
    for (let at = 0; at + length <= line.length; at++) found.add(placeOf(line, at, at + length));
  return [...found];
}

/** FNV-1a over UTF-16, folded. */
function placeOf(text: string, from = 0, to = text.length): number {
  let hash = 0x811c9dc5 ^ (to - from);
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return ((hash >>> placeBits) ^ hash) & ((1 << placeBits) - 1);
}
