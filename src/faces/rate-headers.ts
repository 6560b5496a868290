import type { Outcome } from "#gate/passage.ts";
import type { Allowance } from "#platform/limits.ts";

/**
 * Where the caller stands after a call, and `Retry-After` (RFC 9110 §10.2.3) when it has to wait.
 */
export function rateHeaders(outcome: Outcome): Record<string, string> {
  const headers = outcome.allowance ? allowanceHeaders(outcome.allowance, 60) : {};
  const retryAfter = outcome.kind === "refused" ? outcome.error.detail.retryAfter : undefined;
  if (retryAfter !== undefined) headers["retry-after"] = String(retryAfter);
  return headers;
}

/** The IETF draft's `RateLimit` fields, in seconds left, and the older three, whose reset is a Unix time. */
export function allowanceHeaders(
  { limit, remaining, resetSeconds }: Allowance,
  windowSeconds: number,
): Record<string, string> {
  return {
    "ratelimit-policy": `"default";q=${limit};w=${Math.max(1, Math.round(windowSeconds))}`,
    ratelimit: `"default";r=${remaining};t=${resetSeconds}`,
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(Math.ceil(Date.now() / 1000) + resetSeconds),
  };
}
