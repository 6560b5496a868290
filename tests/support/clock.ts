import type { Clock } from "#platform/clock.ts";

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  advance(milliseconds: number): void;
  set(at: number): void;
}

/** Saturday 21 November 2026, 15:00 UTC: daytime in the business's zone of the tests. */
export const noon = Date.UTC(2026, 10, 21, 15, 0, 0);

export function fakeClock(start = noon): FakeClock {
  let now = start;
  return {
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
    set(at) {
      now = at;
    },
  };
}
