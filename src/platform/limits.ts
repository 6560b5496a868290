import RateLimiterMemory from "rate-limiter-flexible/lib/RateLimiterMemory.js";
import RateLimiterRes from "rate-limiter-flexible/lib/RateLimiterRes.js";
import { DeskError } from "#src/errors.ts";

/** Where a caller stands: what it may do, what is left, seconds until it is whole again. */
export interface Allowance {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetSeconds: number;
}

export interface RateLimit {
  take(key: string): Promise<Allowance>;
}

/** At most `points` a window of `seconds`, per key, in this process. */
export function createRateLimit(points: number, seconds: number): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return {
    async take(key) {
      try {
        return allowance(points, await limiter.consume(key), true);
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return allowance(points, refused, false);
        throw refused;
      }
    },
  };
}

/** Takes one, or refuses. @throws DeskError RATE_LIMIT_EXCEEDED with the seconds to wait */
export async function takeOrRefuse(limit: RateLimit, key: string, message: string): Promise<void> {
  const { allowed, resetSeconds } = await limit.take(key);
  if (allowed) return;
  throw new DeskError("RATE_LIMIT_EXCEEDED", message, {
    retryAfter: resetSeconds,
    next: `Wait ${resetSeconds} s.`,
  });
}

function allowance(limit: number, state: RateLimiterRes, allowed: boolean): Allowance {
  return {
    allowed,
    limit,
    remaining: Math.max(0, state.remainingPoints),
    resetSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
  };
}
