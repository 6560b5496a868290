import * as z from "zod";
import { usableLines } from "#domains/phone/lines/lines.ts";
import type { LineRow } from "#domains/phone/lines/store.ts";
import { prices } from "#domains/phone/prices.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { isoIn } from "#platform/zone.ts";
import { budgetFor, dollars, monthOf } from "./budget.ts";
import { type LineUse, usedIn } from "./usage-store.ts";

const money = z.object({ micros: z.int().describe("Millionths."), currency: z.string() });

const view = z.object({
  line: z.string(),
  name: z.string(),
  provider: z.string(),
  texts: z.int(),
  segments: z.int(),
  calls: z.int(),
  minutes: z.int(),
  cost: money.describe("Of texts and calls, as far as prices are known."),
  budget: money.nullable().describe("What the owner lets it cost in a month; null for no limit."),
  left: money.nullable(),
  advice: z.string().optional(),
});

/** Above so many texts in a month another provider's price is worth a look. */
const manyTexts = 1000;

/** What went out this month, to what estimated cost, against what budget, line by line. */
export const lineUsage = defineRead({
  name: "line.usage",
  title: "See what was used this month",
  description:
    "Says for each of the desk's lines how many texts and calls went out this month, what they cost by the price list, and what is left of the line's budget. Look before sending many.",
  scopes: ["phone:read"],
  input: z.strictObject({}),
  output: z.object({
    since: z.string(),
    until: z.string(),
    pricesAsOf: z.string(),
    lines: z.array(view),
  }),
  example: {},
  summary: ({ lines }) => {
    const texts = lines.reduce((sum, line) => sum + line.texts, 0);
    const cost = lines.reduce((sum, line) => sum + line.cost.micros, 0);
    return `${counted(texts, "text")} this month, about ${dollars(cost)} ${prices.currency} with calls.`;
  },
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const month = monthOf(ctx.now, ctx.settings);
    const [lines, used] = await Promise.all([usableLines(ctx), usedIn(ctx.db, month)]);
    const zone = ctx.settings.get("business.zone");
    return {
      since: isoIn(zone, month.begins),
      until: isoIn(zone, month.ends),
      pricesAsOf: prices.asOf,
      lines: lines.map((line) => viewUse(line, used.find(({ lineId }) => lineId === line.id) ?? none, ctx)),
    };
  },
});

const none: LineUse = { lineId: "", texts: 0, segments: 0, textCost: 0, calls: 0, minutes: 0, callCost: 0 };

function viewUse(line: LineRow, use: LineUse, { settings }: OperationContext): z.infer<typeof view> {
  const spent = use.textCost + use.callCost;
  const budget = budgetFor(line, settings);
  const { texts, segments, calls, minutes } = use;
  const advice = cheaperThan(line.provider, use);
  const inMoney = (micros: number) => ({ micros, currency: prices.currency });
  return {
    ...{ line: line.number, name: line.name, provider: line.provider, texts, segments, calls, minutes },
    cost: inMoney(spent),
    budget: budget === undefined ? null : inMoney(budget),
    left: budget === undefined ? null : inMoney(Math.max(0, budget - spent)),
    ...(advice === undefined ? {} : { advice }),
  };
}

/** Which provider would have sent the month's texts for less; undefined where none would, or few were sent. */
export function cheaperThan(
  provider: string,
  { texts, segments }: Pick<LineUse, "texts" | "segments">,
): string | undefined {
  const own = prices.of[provider]?.textPart ?? null;
  if (texts <= manyTexts || own === null || own === 0) return undefined;
  const [cheapest] = Object.entries(prices.of)
    .flatMap(([name, { textPart }]) => (textPart === null || textPart === 0 ? [] : [{ name, textPart }]))
    .filter(({ textPart }) => textPart < own)
    .sort((a, b) => a.textPart - b.textPart);
  const month = dollars(segments * own);
  if (!cheapest)
    return `More than ${manyTexts} texts this month, about ${month} ${prices.currency}: by the list of ${prices.asOf} no other provider is cheaper; its own bill may say otherwise.`;
  return `More than ${manyTexts} texts this month, about ${month} ${prices.currency}: ${cheapest.name} would ask about ${dollars(segments * cheapest.textPart)} by the list of ${prices.asOf}, without its monthly fees.`;
}
