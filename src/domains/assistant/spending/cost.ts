import type { ModelUsage } from "#domains/assistant/provider.ts";
import type { Price, Rates } from "./price-table.ts";

/** What a call cost, in billionths of a US dollar; null where nobody knows. */
export interface Cost {
  nano: number | null;
  source: "billed" | "priced" | "estimated" | "unknown";
}

const million = 1_000_000n;

/**
 * What the provider says it billed, where that is more than nothing; else the tokens by their classes at the price.
 * Without a price it is not known. Rounded once, half up.
 */
export function costOf(usage: ModelUsage, price: Price | undefined, tier?: string | undefined): Cost {
  if (usage.billed !== undefined && usage.billed > 0)
    return { nano: usage.billed, source: usage.isEstimated ? "estimated" : "billed" };
  if (price === undefined) return { nano: null, source: "unknown" };
  const factor = tier === undefined || tier === "default" || tier === "auto" ? 1 : price.tiers?.[tier];
  // A tier of which no price is known is charged, but nobody knows how much.
  if (factor === undefined) return { nano: null, source: "unknown" };
  const { rates, long } = price;
  const isLong = long !== undefined && usage.input > long.above;
  const [inputFactor, outputFactor] = [isLong ? long.input : 1, isLong ? long.output : 1];
  const fresh = Math.max(0, usage.input - usage.cached - usage.cacheWrite);
  const said = Math.max(0, usage.output - usage.reasoning);
  const parts = [
    times(fresh, rates.input * inputFactor * factor),
    times(usage.cached, (rates.cached ?? rates.input) * inputFactor * factor),
    times(usage.cacheWrite, (rates.cacheWrite ?? rates.input) * inputFactor * factor),
    times(said, rates.output * outputFactor * factor),
    times(usage.reasoning, (rates.reasoning ?? rates.output) * outputFactor * factor),
  ];
  const sum = parts.reduce((all, each) => all + each, 0n);
  const isGuessed = usage.isEstimated || hasUnknownClass(usage, rates);
  return {
    nano: Number((sum + million / 2n) / million),
    source: isGuessed ? "estimated" : "priced",
  };
}

/** Tokens of a class of which the table has no rate: what they cost is at most the fresh input's rate. */
function hasUnknownClass({ cached, cacheWrite }: ModelUsage, rates: Rates): boolean {
  return (cached > 0 && rates.cached === undefined) || (cacheWrite > 0 && rates.cacheWrite === undefined);
}

/** Tokens at dollars for a million, in millionths of a billionth of a dollar. */
function times(tokens: number, dollarsAMillion: number): bigint {
  return BigInt(Math.round(tokens)) * BigInt(Math.round(dollarsAMillion * 1e9));
}

/** Billionths of a dollar as dollars: `0.0123`, at least two places, without zeros behind them. */
export function dollarsOf(nano: number): string {
  const sign = nano < 0 ? "-" : "";
  const size = BigInt(Math.abs(nano));
  const rest = String(size % 1_000_000_000n).padStart(9, "0");
  return `${sign}${size / 1_000_000_000n}.${rest.slice(0, 2)}${rest.slice(2).replace(/0+$/, "")}`;
}

const dollars = /^(\d{1,9})(?:\.(\d{1,9}))?$/;

/** Dollars as billionths of one; undefined for what is no amount. */
export function nanoOf(text: string): number | undefined {
  const found = dollars.exec(text.trim());
  if (!found) return undefined;
  const [, whole = "0", rest = ""] = found;
  const nano = BigInt(whole) * 1_000_000_000n + BigInt(rest.padEnd(9, "0"));
  return nano > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(nano);
}

/** Letters for a token, as a rule of thumb where nobody has counted. */
const lettersAToken = 4;

/** What a text comes to where nobody has counted; at least what it is in most languages. */
export function tokensIn(text: string): number {
  // Letters outside ASCII take more: a token is seldom longer than one or two of them.
  let beyond = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) beyond++;
  return Math.ceil((text.length - beyond) / lettersAToken + beyond / 1.5);
}
