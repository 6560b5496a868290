import type { ModelUsage } from "#domains/assistant/provider.ts";

/** A piece of an answer as servers send it; all of it may be missing. */
export interface Chunk {
  model?: string | null;
  service_tier?: string | null | undefined;
  choices?: {
    delta?: { content?: string | null; refusal?: string | null } | null;
    finish_reason?: string | null;
  }[];
  usage?: RawUsage | null;
}

export interface RawUsage {
  prompt_tokens?: number | null;
  completion_tokens?: number | null;
  total_tokens?: number | null;
  prompt_tokens_details?: { cached_tokens?: number | null; cache_write_tokens?: number | null } | null;
  completion_tokens_details?: { reasoning_tokens?: number | null } | null;
  /** US dollars, where a server says what it has billed (OpenRouter). */
  cost?: number | string | null;
}

/** What a server says that it has counted; undefined where it says nothing. A count that cannot be is none. */
export function usageIn({ usage }: Pick<Chunk, "usage">): ModelUsage | undefined {
  if (!usage) return undefined;
  const input = count(usage.prompt_tokens);
  const output = count(usage.completion_tokens) ?? remainder(usage.total_tokens, input);
  const billed = dollarsIn(usage.cost);
  if (input === undefined && output === undefined && billed === undefined) return undefined;
  const [known, said] = [input ?? 0, output ?? 0];
  const cached = Math.min(known, count(usage.prompt_tokens_details?.cached_tokens) ?? 0);
  return {
    input: known,
    cached,
    cacheWrite: Math.min(known - cached, count(usage.prompt_tokens_details?.cache_write_tokens) ?? 0),
    output: said,
    reasoning: Math.min(said, count(usage.completion_tokens_details?.reasoning_tokens) ?? 0),
    isEstimated: input === undefined || output === undefined,
    billed,
  };
}

function count(value: number | null | undefined): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.floor(value) : undefined;
}

function remainder(total: number | null | undefined, input: number | undefined): number | undefined {
  const all = count(total);
  return all === undefined || input === undefined || all < input ? undefined : all - input;
}

/** Billionths of a dollar; a bill of nothing is none. */
function dollarsIn(value: number | string | null | undefined): number | undefined {
  const dollars = typeof value === "string" ? Number(value) : value;
  if (typeof dollars !== "number" || !Number.isFinite(dollars) || dollars <= 0) return undefined;
  return Math.round(dollars * 1e9);
}
