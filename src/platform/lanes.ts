/** Work in lanes: one after the other within a lane, at most `concurrency` lanes at once. */
export interface Lanes {
  run(lane: string, work: () => Promise<void>): void;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
  /** Takes no more work and drops what has not begun. */
  stop(): Promise<void>;
}

/** `work` must not reject. */
export function createLanes(concurrency: number): Lanes {
  const waiting = new Map<string, (() => Promise<void>)[]>();
  const busy = new Set<string>();
  let stopped = false;
  let idlers: (() => void)[] = [];

  function next(): void {
    for (const [lane, queue] of waiting) {
      if (busy.size >= concurrency) return;
      const work = busy.has(lane) ? undefined : queue.shift();
      if (queue.length === 0) waiting.delete(lane);
      if (work) begin(lane, work);
    }
    if (busy.size === 0 && waiting.size === 0) {
      for (const tell of idlers) tell();
      idlers = [];
    }
  }

  function begin(lane: string, work: () => Promise<void>): void {
    busy.add(lane);
    void work().finally(() => {
      busy.delete(lane);
      next();
    });
  }

  function idle(): Promise<void> {
    if (busy.size === 0 && waiting.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      idlers.push(resolve);
    });
  }

  return {
    run(lane, work) {
      if (stopped) return;
      const queue = waiting.get(lane) ?? [];
      queue.push(work);
      waiting.set(lane, queue);
      next();
    },
    idle,
    stop() {
      stopped = true;
      waiting.clear();
      return idle();
    },
  };
}
