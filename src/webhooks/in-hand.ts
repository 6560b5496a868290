import type { Effects } from "#gate/run.ts";

/** What this process has taken up and not yet ended, and who waits for it. */
export interface InHand {
  take(ids: readonly string[]): void;
  letGo(id: string): void;
  has(id: string): boolean;
  settled: Effects["settled"];
}

export function createInHand(): InHand {
  const held = new Set<string>();
  const waiters = new Map<string, (() => void)[]>();

  return {
    take(ids) {
      for (const id of ids) held.add(id);
    },
    letGo(id) {
      held.delete(id);
      for (const tell of waiters.get(id) ?? []) tell();
      waiters.delete(id);
    },
    has: (id) => held.has(id),
    async settled(ids, milliseconds, { signal, onProgress } = {}) {
      let ended = ids.filter((id) => !held.has(id)).length;
      if (ended > 0) onProgress?.(ended, ids.length);
      let isHeard = true;
      const waited = ids
        .filter((id) => held.has(id))
        .map(async (id) => {
          await untilLetGo(id);
          ended++;
          if (isHeard) onProgress?.(ended, ids.length);
        });
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
        if (signal?.aborted) resolve();
        else signal?.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([Promise.all(waited), patience]);
      isHeard = false;
      clearTimeout(timer);
    },
  };

  function untilLetGo(id: string): Promise<void> {
    return new Promise((resolve) => {
      waiters.set(id, [...(waiters.get(id) ?? []), resolve]);
    });
  }
}
