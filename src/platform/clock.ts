/** Milliseconds since the Unix epoch, UTC. Injected, so that tests decide what time it is. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
