import { describe, expect, test } from "bun:test";
import { type RawUsage, usageIn } from "#domains/assistant/openai/usage.ts";
import { costOf, dollarsOf, nanoOf, tokensIn } from "#domains/assistant/spending/cost.ts";
import type { Price } from "#domains/assistant/spending/price-table.ts";
import { priceAt } from "#domains/assistant/spending/prices.ts";

/** Prices of this test alone: what the desk comes with may change. */
const table: Price[] = [
  { model: "plain", since: "2020-01-01", rates: { input: 2, output: 10 }, source: "test" },
  {
    ...{ model: "full", since: "2020-01-01", source: "test" },
    rates: { input: 2, cached: 0.2, cacheWrite: 2.5, output: 10 },
    long: { above: 272_000, input: 2, output: 1.5 },
    tiers: { flex: 0.5, priority: 2 },
  },
  {
    ...{ model: "tiny", since: "2020-01-01", source: "test" },
    rates: { input: 0.1, cached: 0.01, cacheWrite: 0.125, output: 0.5 },
  },
  {
    ...{ model: "thinker", since: "2020-01-01", source: "test" },
    rates: { input: 1, output: 4, reasoning: 6 },
  },
  { model: "plain", since: "2026-06-01", rates: { input: 3, output: 12 }, source: "test" },
  { model: "house-*", since: "2020-01-01", rates: { input: 1, output: 1 }, source: "test" },
  { model: "house-big", since: "2020-01-01", rates: { input: 5, output: 5 }, source: "test" },
];

const may = Date.UTC(2026, 4, 31, 23);
const june = Date.UTC(2026, 5, 1, 1);

interface Shape {
  what: string;
  model: string;
  usage: RawUsage | null;
  at?: number;
  tier?: string;
  /** Billionths of a dollar, worked out by hand; null where nobody knows. */
  nano: number | null;
  source: "billed" | "priced" | "estimated" | "unknown";
}

const cached = (
  prompt: number,
  from: number,
  written: number,
  completion: number,
  thought = 0,
): RawUsage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  prompt_tokens_details: { cached_tokens: from, cache_write_tokens: written },
  completion_tokens_details: { reasoning_tokens: thought },
});
const bare = (prompt: number, completion: number): RawUsage => ({
  ...{ prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
});

const shapes: Shape[] = [
  // 1,000 × $2 + 100 × $10 a million = 2,000,000 + 1,000,000.
  { what: "in and out", model: "plain", usage: bare(1000, 100), nano: 3_000_000, source: "priced" },
  { what: "one token each", model: "plain", usage: bare(1, 1), nano: 12_000, source: "priced" },
  { what: "nothing said", model: "plain", usage: bare(1000, 0), nano: 2_000_000, source: "priced" },
  { what: "nothing asked", model: "plain", usage: bare(0, 100), nano: 1_000_000, source: "priced" },
  { what: "a million each", model: "plain", usage: bare(1_000_000, 1_000_000), nano: 12e9, source: "priced" },
  { what: "half a cent", model: "plain", usage: bare(2500, 0), nano: 5_000_000, source: "priced" },
  // 20 × 0.1 = 2,000 and 2 × 0.5 = 1,000.
  { what: "little of the cheap", model: "tiny", usage: bare(20, 2), nano: 3000, source: "priced" },
  // 3 × 0.01 = 30 of cache, no fresh one.
  {
    what: "less than a unit kept whole",
    model: "tiny",
    usage: cached(3, 3, 0, 0),
    nano: 30,
    source: "priced",
  },
  // 1 written × 0.125 = 125.
  { what: "an eighth", model: "tiny", usage: cached(1, 0, 1, 0), nano: 125, source: "priced" },
  // 400 fresh × 2 + 600 × 0.2 + 100 × 10.
  { what: "cached", model: "full", usage: cached(1000, 600, 0, 100), nano: 1_920_000, source: "priced" },
  { what: "all cached", model: "full", usage: cached(1000, 1000, 0, 0), nano: 200_000, source: "priced" },
  // 300 fresh × 2 + 200 × 0.2 + 500 × 2.5 + 10 × 10 = 600,000 + 40,000 + 1,250,000 + 100,000.
  {
    what: "written into it",
    model: "full",
    usage: cached(1000, 200, 500, 10),
    nano: 1_990_000,
    source: "priced",
  },
  { what: "all written", model: "full", usage: cached(1000, 0, 1000, 0), nano: 2_500_000, source: "priced" },
  // More from the cache than was asked cannot be.
  {
    what: "more cached than asked",
    model: "full",
    usage: cached(100, 500, 0, 0),
    nano: 20_000,
    source: "priced",
  },
  {
    ...{ what: "more written than is left", model: "full", usage: cached(100, 60, 80, 0) },
    // 60 × 0.2 = 12,000 and 40 × 2.5 = 100,000.
    ...{ nano: 112_000, source: "priced" },
  },
  // Without a rate for the cache it is at most the fresh one's.
  {
    what: "cached, no rate",
    model: "plain",
    usage: cached(1000, 600, 0, 0),
    nano: 2_000_000,
    source: "estimated",
  },
  {
    what: "written, no rate",
    model: "plain",
    usage: cached(1000, 0, 600, 0),
    nano: 2_000_000,
    source: "estimated",
  },
  // Thought is part of what was written: 100 × 10, not 160.
  { what: "reasoning", model: "plain", usage: cached(0, 0, 0, 100, 60), nano: 1_000_000, source: "priced" },
  {
    what: "nothing but thought",
    model: "full",
    usage: cached(0, 0, 0, 500, 500),
    nano: 5_000_000,
    source: "priced",
  },
  // 40 × 4 + 60 × 6.
  {
    what: "thought with its own rate",
    model: "thinker",
    usage: cached(0, 0, 0, 100, 60),
    nano: 520_000,
    source: "priced",
  },
  {
    what: "more thought than written",
    model: "thinker",
    usage: cached(0, 0, 0, 10, 99),
    nano: 60_000,
    source: "priced",
  },
  // At the edge it is short; one more and all of it is long.
  { what: "the last short one", model: "full", usage: bare(272_000, 0), nano: 544_000_000, source: "priced" },
  {
    what: "the first long one",
    model: "full",
    usage: bare(272_001, 0),
    nano: 1_088_004_000,
    source: "priced",
  },
  // 300,000 × 4 + 1,000 × 15.
  {
    what: "long, in and out",
    model: "full",
    usage: bare(300_000, 1000),
    nano: 1_215_000_000,
    source: "priced",
  },
  // 100,000 fresh × 4 + 200,000 × 0.4.
  {
    what: "long, cached",
    model: "full",
    usage: cached(300_000, 200_000, 0, 0),
    nano: 480_000_000,
    source: "priced",
  },
  { what: "no long price", model: "plain", usage: bare(300_000, 0), nano: 600_000_000, source: "priced" },
  { what: "flex", model: "full", usage: bare(1000, 100), tier: "flex", nano: 1_500_000, source: "priced" },
  {
    what: "priority",
    model: "full",
    usage: bare(1000, 100),
    tier: "priority",
    nano: 6_000_000,
    source: "priced",
  },
  {
    what: "the default tier",
    model: "full",
    usage: bare(1000, 100),
    tier: "default",
    nano: 3_000_000,
    source: "priced",
  },
  {
    what: "a tier nobody knows",
    model: "full",
    usage: bare(1000, 100),
    tier: "scale",
    nano: null,
    source: "unknown",
  },
  {
    what: "a tier of a model without any",
    model: "plain",
    usage: bare(1, 1),
    tier: "flex",
    nano: null,
    source: "unknown",
  },
  { what: "an unknown model", model: "stranger", usage: bare(1000, 100), nano: null, source: "unknown" },
  { what: "nearly a known one", model: "plainer", usage: bare(1000, 100), nano: null, source: "unknown" },
  { what: "an edition", model: "tiny-2026-09-29", usage: bare(20, 2), nano: 3000, source: "priced" },
  { what: "a family", model: "house-small", usage: bare(10, 10), nano: 20_000, source: "priced" },
  {
    what: "one of the family by name",
    model: "house-big",
    usage: bare(10, 10),
    nano: 100_000,
    source: "priced",
  },
  {
    what: "billed",
    model: "plain",
    usage: { ...bare(1000, 100), cost: 0.0042 },
    nano: 4_200_000,
    source: "billed",
  },
  {
    what: "billed as text",
    model: "plain",
    usage: { ...bare(1, 1), cost: "0.5" },
    nano: 500_000_000,
    source: "billed",
  },
  {
    what: "billed, unknown model",
    model: "stranger",
    usage: { ...bare(1, 1), cost: 0.01 },
    nano: 10_000_000,
    source: "billed",
  },
  {
    what: "a bill of nothing",
    model: "plain",
    usage: { ...bare(1000, 0), cost: 0 },
    nano: 2_000_000,
    source: "priced",
  },
  {
    what: "a bill of nothing, unknown",
    model: "stranger",
    usage: { ...bare(1, 1), cost: 0 },
    nano: null,
    source: "unknown",
  },
  {
    what: "a bill below nothing",
    model: "plain",
    usage: { ...bare(1000, 0), cost: -1 },
    nano: 2_000_000,
    source: "priced",
  },
  {
    what: "a bill that is no number",
    model: "plain",
    usage: { ...bare(1000, 0), cost: "free" },
    nano: 2_000_000,
    source: "priced",
  },
  {
    what: "no details at all",
    model: "full",
    usage: { ...bare(1000, 100), prompt_tokens_details: null },
    nano: 3_000_000,
    source: "priced",
  },
  // 1,000 in all, of which 900 were asked.
  {
    what: "only the total",
    model: "plain",
    usage: { prompt_tokens: 900, total_tokens: 1000 },
    nano: 2_800_000,
    source: "priced",
  },
  {
    what: "only what was asked",
    model: "plain",
    usage: { prompt_tokens: 900 },
    nano: 1_800_000,
    source: "estimated",
  },
  {
    what: "only what was said",
    model: "plain",
    usage: { completion_tokens: 100 },
    nano: 1_000_000,
    source: "estimated",
  },
  { what: "halves of tokens", model: "plain", usage: bare(10.9, 1.9), nano: 30_000, source: "priced" },
  {
    what: "tokens below nothing",
    model: "plain",
    usage: bare(-5, 100),
    nano: 1_000_000,
    source: "estimated",
  },
  {
    what: "the price before it changed",
    model: "plain",
    usage: bare(1000, 0),
    at: may,
    nano: 2_000_000,
    source: "priced",
  },
  {
    what: "the price after",
    model: "plain",
    usage: bare(1000, 0),
    at: june,
    nano: 3_000_000,
    source: "priced",
  },
];

describe("what a call cost, against sums made by hand", () => {
  test("there are at least forty shapes", () => expect(shapes.length).toBeGreaterThan(40));

  test.each(shapes.map((shape) => [shape.what, shape] as const))("%s", (_what, shape) => {
    const usage = usageIn({ usage: shape.usage });
    expect(usage).toBeDefined();
    const price = priceAt(table, shape.model, shape.at ?? may);
    expect(costOf(usage!, price, shape.tier)).toEqual({ nano: shape.nano, source: shape.source });
  });

  test("a server that says nothing, or nothing that is a count, has said nothing", () => {
    for (const usage of [null, {}, { prompt_tokens: null }, { prompt_tokens: Number.NaN }])
      expect(usageIn({ usage: usage as RawUsage | null })).toBeUndefined();
  });

  test("an answer whose tokens nobody counted is estimated, and says so", () => {
    const guess = { input: 250, cached: 0, cacheWrite: 0, output: 10, reasoning: 0, isEstimated: true };
    expect(costOf(guess, priceAt(table, "plain", may))).toEqual({ nano: 600_000, source: "estimated" });
  });
});

describe("money", () => {
  test.each([
    [0, "0.00"],
    [1, "0.000000001"],
    [10_000_000, "0.01"],
    [182_000, "0.000182"],
    [1_234_500_000, "1.2345"],
    [-5_000_000, "-0.005"],
    [12_000_000_000_000, "12000.00"],
  ])("%d is written %s", (nano, text) => {
    expect(dollarsOf(nano)).toBe(text);
  });

  test.each([
    ["20", 20_000_000_000],
    ["0.50", 500_000_000],
    ["0.000000001", 1],
    ["-1", undefined],
    ["1e3", undefined],
    ["", undefined],
    ["999999999", undefined],
  ])("%s is read as %p", (text, nano) => {
    expect(nanoOf(text)).toBe(nano as number);
  });
});

test("tokens are guessed by letters, more of them where letters are not Latin", () => {
  expect(tokensIn("")).toBe(0);
  expect(tokensIn("The quick brown fox")).toBe(5);
  expect(tokensIn("速い茶色の狐")).toBeGreaterThanOrEqual(4);
});
