/** Lets so many a second through under each name, one after the other. */
export interface Pace {
  /** Resolves when it is the turn of something that takes `slots` of them. */
  turn(name: string, slots: number): Promise<void>;
}

/** `perSecond` is asked for each time, and may change; `sharers` divide it. */
export function createPace(perSecond: (name: string) => number, sharers: () => number): Pace {
  /** When the next may go, by the process's own clock. */
  const free = new Map<string, number>();
  return {
    async turn(name, slots) {
      const now = performance.now();
      const start = Math.max(now, free.get(name) ?? 0);
      free.set(name, start + (slots * 1000 * sharers()) / perSecond(name));
      if (start > now) await new Promise((resolve) => setTimeout(resolve, start - now));
    },
  };
}
