import type { CardLine } from "#operation/card.ts";
import { cutText } from "#platform/cut-text.ts";

const mostLines = 12;
const mostValues = 50;
const mostCharacters = 2000;

/** A card's lines as a list of cards shows them; `isWhole` is false where the request alone shows more. */
export function briefCard(lines: readonly CardLine[]): { card: CardLine[]; isWhole: boolean } {
  const card = lines.slice(0, mostLines).map(briefLine);
  const isWhole = lines.length <= mostLines && lines.every((line, n) => line === card[n]);
  return { card, isWhole };
}

function briefLine(line: CardLine): CardLine {
  if ("values" in line && line.values.length > mostValues)
    return { ...line, values: line.values.slice(0, mostValues) };
  if ("quote" in line && line.quote.length > mostCharacters)
    return { ...line, quote: cutText(line.quote, mostCharacters) };
  return line;
}

/** Facts without the long lists among them. */
export function briefFacts(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, fact]) => !Array.isArray(fact) || fact.length <= mostValues),
  );
}
