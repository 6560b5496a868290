import type { Outcome } from "#catalog/passage.ts";

/**
 * Where the caller stands: the IETF draft's `RateLimit` fields, the older three, and `Retry-After`
 * (RFC 9110 §10.2.3) when it has to wait.
 */
export function rateHeaders(outcome: Outcome): Record<string, string> {
  const retryAfter = outcome.kind === "refused" ? outcome.error.detail.retryAfter : undefined;
  const wait = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  const { allowance } = outcome;
  if (!allowance) return wait;
  const { limit, remaining, resetSeconds } = allowance;
  return {
    ...wait,
    "ratelimit-policy": `"default";q=${limit};w=60`,
    ratelimit: `"default";r=${remaining};t=${resetSeconds}`,
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(Math.ceil(Date.now() / 1000) + resetSeconds),
  };
}
