import { DeskError } from "#src/errors.ts";

/** Where a caller stands: what it may do, what is left, seconds until it is whole again. */
export interface Allowance {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetSeconds: number;
}

export interface RateLimit {
  /** Takes one of the key's window, which begins with its first. */
  take(key: string): Allowance;
}

/** A key's window: how many it has taken in it, and when it ends, in milliseconds of the process's clock. */
interface Window {
  taken: number;
  ends: number;
}

/** At most `points` a window of `seconds`, per key, in this process: two numbers a key. */
export function createRateLimit(points: number, seconds: number): RateLimit {
  const windows = new Map<string, Window>();
  const length = seconds * 1000;
  let swept = performance.now();

  return {
    take(key) {
      const now = performance.now();
      if (now - swept > length) sweep(now);
      let window = windows.get(key);
      if (window === undefined || window.ends <= now) {
        window = { taken: 0, ends: now + length };
        windows.set(key, window);
      }
      window.taken++;
      return {
        allowed: window.taken <= points,
        limit: points,
        remaining: Math.max(0, points - window.taken),
        // A sum and its difference may be a hair longer than the window.
        resetSeconds: Math.max(1, Math.ceil(Math.min(length, window.ends - now) / 1000)),
      };
    },
  };

  /** Lets go of windows that have ended, once a window: what strangers name does not pile up. */
  function sweep(now: number): void {
    swept = now;
    for (const [key, { ends }] of windows) if (ends <= now) windows.delete(key);
  }
}

/** Takes one, or refuses. @throws DeskError RATE_LIMIT_EXCEEDED with the seconds to wait */
export function takeOrRefuse(limit: RateLimit, key: string, message: string): void {
  const { allowed, resetSeconds } = limit.take(key);
  if (allowed) return;
  throw new DeskError("RATE_LIMIT_EXCEEDED", message, {
    retryAfter: resetSeconds,
    next: `Wait ${resetSeconds} s.`,
  });
}
