import * as z from "zod";
import { dollarsOf } from "./cost.ts";
import type { ModelCallRow } from "./spending-store.ts";

export const usageView = z.object({
  input_tokens: z.int(),
  cached_tokens: z.int(),
  cache_write_tokens: z.int(),
  output_tokens: z.int(),
  reasoning_tokens: z.int(),
  estimated: z.boolean(),
});

export const costView = z.object({
  usd: z.string().nullable().describe("null: nobody knows."),
  source: z.enum(["billed", "priced", "estimated", "unknown"]),
  cost_unknown: z.boolean(),
});

export function usageOf(row: ModelCallRow): z.infer<typeof usageView> {
  return {
    ...{ input_tokens: row.inputTokens, cached_tokens: row.cachedTokens },
    ...{ cache_write_tokens: row.cacheWriteTokens, output_tokens: row.outputTokens },
    ...{ reasoning_tokens: row.reasoningTokens, estimated: row.isEstimated },
  };
}

export function costOfRow({ cost, costSource }: Pick<ModelCallRow, "cost" | "costSource">) {
  return {
    usd: cost === null ? null : dollarsOf(cost),
    source: costSource ?? ("unknown" as const),
    cost_unknown: cost === null,
  };
}
