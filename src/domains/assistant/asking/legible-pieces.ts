import { legibleText } from "#platform/visible-text.ts";

/** Letters that may be held back at most: what goes on for longer is no letter. */
const longestHeld = 64;
const letters = new Intl.Segmenter("und", { granularity: "grapheme" });

/**
 * Makes pieces of a text legible as they come. The last letter of a piece waits for the next one where that may belong to
 * it: half a pair of surrogates, an emoji that goes on, a letter and its joiner.
 */
export function createLegible(): { take(piece: string): string; rest(): string } {
  let held = "";

  function flush(isEnd: boolean): string {
    const whole = isEnd ? held.toWellFormed() : held;
    const cut = isEnd ? whole.length : openAt(whole);
    const head = whole.slice(0, cut);
    held = whole.slice(cut);
    // What joins two letters is seen by what it does to them: it is looked at together with what follows.
    return legibleText(whole) === whole ? head : legibleText(head);
  }

  return {
    take(piece) {
      held += piece;
      return flush(false);
    },
    rest: () => flush(true),
  };
}

/** Where the last letter begins that may yet go on. */
function openAt(text: string): number {
  if (/[\x20-\x7e\n]$/.test(text)) return text.length;
  const from = Math.max(0, text.length - longestHeld);
  let at = text.length;
  for (const { index } of letters.segment(text.slice(from))) at = from + index;
  return at === from && from > 0 ? text.length : at;
}
