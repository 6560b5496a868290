/** US dollars for a million tokens, by class; what is left out is not known. */
export interface Rates {
  input: number;
  /** Read from the provider's cache. */
  cached?: number | undefined;
  /** Written into it. */
  cacheWrite?: number | undefined;
  output: number;
  /** Thought and not said; as `output` where it is left out. */
  reasoning?: number | undefined;
}

export interface Price {
  /** A model's name without the day of its edition, or the beginning of several names with `*` behind it. */
  model: string;
  /** The first day it holds, UTC. */
  since: string;
  rates: Rates;
  /** From so many tokens of input on, all of the call costs so many times as much. */
  long?: { above: number; input: number; output: number } | undefined;
  /** By the provider's service tier: how many times as much. */
  tiers?: Record<string, number> | undefined;
  /** Where it was read. */
  source: string;
}

/** Tokens that a model reads and writes at most. */
export interface Window {
  context: number;
  output: number;
}

/** When the table was last compared with what the provider publishes. */
export const pricesRead = "2026-11-18";

/** What the GPT-6 family costs above 272,000 tokens of input, and by tier. */
const six = {
  long: { above: 272_000, input: 2, output: 1.5 },
  tiers: { flex: 0.5, batch: 0.5 },
};
const notes = "OpenAI’s price notes, standard tier";

/**
 * Prices with a source, standard tier. A model that is not here has no price: what it cost is not known, which is not
 * nothing. The owner's own go before these.
 */
export const priceTable: readonly Price[] = [
  {
    ...{ model: "gpt-6.2-astra", since: "2026-11-17", rates: { input: 8, output: 40 } },
    ...{ ...six, source: `${notes}, 2026-11-18` },
  },
  {
    ...{ model: "gpt-6.2-sol", since: "2026-11-17", rates: { input: 2, output: 10 } },
    ...{ ...six, source: `${notes}, 2026-11-18` },
  },
  {
    ...{ model: "gpt-6.1-sol", since: "2026-09-29" },
    ...{ rates: { input: 2, cached: 0.1, cacheWrite: 2.5, output: 10 }, ...six },
    source: `${notes}, 2026-10-01`,
  },
  {
    ...{ model: "gpt-6-astra", since: "2026-09-07", rates: { input: 10, cached: 1, output: 50 } },
    ...{ ...six, source: `${notes}, 2026-09-07` },
  },
  {
    ...{ model: "gpt-6-sol", since: "2026-09-07" },
    ...{ rates: { input: 2, cached: 0.2, cacheWrite: 2.5, output: 10 }, ...six },
    source: `${notes}, 2026-09-22`,
  },
  {
    ...{ model: "gpt-6-luna", since: "2026-09-07" },
    ...{ rates: { input: 0.1, cached: 0.01, cacheWrite: 0.125, output: 0.5 }, ...six },
    source: `${notes}, 2026-09-22`,
  },
  {
    ...{ model: "gpt-5.6-sol", since: "2026-07-30", rates: { input: 4, cached: 0.4, output: 20 } },
    source: `${notes}, 2026-09`,
  },
  {
    ...{ model: "gpt-5.6-terra", since: "2026-07-30", rates: { input: 2, cached: 0.2, output: 12 } },
    source: `${notes}, 2026-07-30`,
  },
  {
    ...{ model: "gpt-5.6-luna", since: "2026-07-30", rates: { input: 0.2, cached: 0.02, output: 1.2 } },
    source: `${notes}, 2026-07-30`,
  },
  {
    ...{ model: "gpt-5.4", since: "2026-03-01", rates: { input: 2.5, cached: 0.25, output: 15 } },
    source: `${notes}, 2026-03`,
  },
  {
    ...{ model: "gpt-5.4-mini", since: "2026-03-01", rates: { input: 0.75, cached: 0.075, output: 4.5 } },
    source: `${notes}, 2026-03`,
  },
  {
    ...{ model: "sandbox", since: "2026-01-01", rates: { input: 1, cached: 0.1, output: 4 } },
    source: "play money: nobody charges it",
  },
];

const windows: readonly (readonly [begins: string, window: Window])[] = [
  ["gpt-6", { context: 1_050_000, output: 128_000 }],
  ["gpt-5", { context: 400_000, output: 128_000 }],
  ["gpt-4.1", { context: 1_000_000, output: 32_768 }],
  ["gpt-4o", { context: 128_000, output: 16_384 }],
  ["gpt-4-turbo", { context: 128_000, output: 4096 }],
  ["gpt-4", { context: 8192, output: 4096 }],
  ["gpt-3.5", { context: 16_385, output: 4096 }],
  ["sandbox", { context: 8192, output: 2048 }],
];

/** What a model takes; `usual` for one that is not known. */
export function windowOf(model: string, usual: number): Window {
  const name = model.slice(model.lastIndexOf("/") + 1);
  const known = windows.find(([begins]) => name.startsWith(begins));
  return known?.[1] ?? { context: usual, output: Math.floor(usual / 2) };
}
