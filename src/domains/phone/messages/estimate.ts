import * as z from "zod";
import { prices, textCost } from "#domains/phone/prices.ts";
import type { Draft } from "./drafts.ts";
import { plainerThan, segmentsOf } from "./segments.ts";

/** What texts come to before they are sent: parts, and money by the price list. */
export const estimateView = z.object({
  texts: z.int(),
  segments: z.int().describe("Parts that are paid for."),
  encoding: z.enum(["GSM-7", "UCS-2"]).describe("UCS-2 where one letter is not in GSM-7: parts are shorter."),
  cost: z
    .object({ micros: z.int().describe("Millionths."), currency: z.string(), asOf: z.string() })
    .nullable()
    .describe("By a dated price list; null where no price is known."),
  shorter: z.string().optional().describe("The same text in GSM-7 letters, which costs fewer parts."),
});

export type Estimate = z.infer<typeof estimateView>;

export function estimateOf(
  drafts: readonly Draft[],
  line: { provider: string },
  pictures: number,
): { each: { segments: number; cost: number | null }[]; whole: Estimate } {
  const read = new Map(
    [...new Set(drafts.map(({ content }) => content))].map((text) => [text, segmentsOf(text)]),
  );
  const each = drafts.map(({ to, content }) => {
    const segments = read.get(content)?.segments ?? 1;
    return { segments, cost: textCost(line.provider, to, { segments, pictures }) };
  });
  const costs = each.map(({ cost }) => cost);
  const isKnown = costs.every((cost) => cost !== null);
  const { currency, asOf } = prices;
  const [only] = read.size === 1 ? [...read.keys()] : [];
  const shorter = only === undefined ? undefined : plainerThan(only);
  const whole: Estimate = {
    texts: drafts.length,
    segments: each.reduce((sum, { segments }) => sum + segments, 0),
    encoding: [...read.values()].some(({ encoding }) => encoding === "UCS-2") ? "UCS-2" : "GSM-7",
    cost: isKnown ? { micros: costs.reduce((sum, cost) => sum + (cost ?? 0), 0), currency, asOf } : null,
    ...(shorter === undefined ? {} : { shorter }),
  };
  return { each, whole };
}

/** "2 parts, about 0.02 USD": for the card and the answer's line. */
export function saidEstimate({ segments, cost }: Estimate): string {
  const parts = `${segments} ${segments === 1 ? "part" : "parts"}`;
  if (cost === null) return `${parts}, at a price that is not known`;
  if (cost.micros === 0) return `${parts}, free`;
  return `${parts}, about ${(cost.micros / 1_000_000).toFixed(cost.micros < 10_000 ? 4 : 2)} ${cost.currency}`;
}
