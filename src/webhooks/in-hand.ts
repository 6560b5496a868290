import type { Effects } from "#gate/run.ts";
import type { UnderWay } from "#operation/under-way.ts";

/** What this process has taken up and not yet ended, who waits for it, and who listens to it. */
export interface InHand extends UnderWay {
  take(ids: readonly string[]): void;
  /** What it acts on, and whether it ends with the call that nobody waits for any more. */
  name(id: string, ref: string, stopsWithCaller: boolean): void;
  letGo(id: string): void;
  has(id: string): boolean;
  settled: Effects["settled"];
  /** The next words of what is coming. */
  tell(id: string, text: string): void;
  signalOf(id: string): AbortSignal;
  /** Ends what may be ended. */
  stopAll(): void;
}

type Listener = Parameters<UnderWay["follow"]>[2];

interface Held {
  ref: string | undefined;
  stopsWithCaller: boolean;
  isAbandoned: boolean;
  /** What was told so far. */
  text: string;
  listeners: Set<Listener>;
  controller: AbortController;
}

export function createInHand(): InHand {
  const held = new Map<string, Held>();
  const waiters = new Map<string, (() => void)[]>();
  const never = new AbortController().signal;

  return {
    take(ids) {
      for (const id of ids)
        held.set(id, {
          ...{ ref: undefined, stopsWithCaller: false, isAbandoned: false, text: "" },
          ...{ listeners: new Set(), controller: new AbortController() },
        });
    },
    name(id, ref, stopsWithCaller) {
      const each = held.get(id);
      if (!each) return;
      Object.assign(each, { ref, stopsWithCaller });
      if (each.isAbandoned) abandon(each);
    },
    letGo(id) {
      const each = held.get(id);
      held.delete(id);
      for (const tell of waiters.get(id) ?? []) tell();
      waiters.delete(id);
      for (const listener of each?.listeners ?? []) listener(undefined);
    },
    has: (id) => held.has(id),
    tell(id, text) {
      const each = held.get(id);
      if (!each || text === "") return;
      const at = each.text.length;
      each.text += text;
      for (const listener of each.listeners) listener({ at, text });
    },
    signalOf: (id) => held.get(id)?.controller.signal ?? never,
    stop(ref) {
      const found = [...held.values()].filter((each) => each.ref === ref && each.stopsWithCaller);
      for (const { controller } of found) controller.abort();
      return found.length > 0;
    },
    stopAll() {
      for (const each of held.values()) if (each.stopsWithCaller) each.controller.abort();
    },
    follow(ref, after, listener) {
      const each = [...held.values()].find((one) => one.ref === ref);
      return each && listen(each, after, listener);
    },
    async settled(ids, milliseconds, { signal, onProgress, onText, isKept = false } = {}) {
      let ended = ids.filter((id) => !held.has(id)).length;
      if (ended > 0) onProgress?.(ended, ids.length);
      let isHeard = true;
      const [first] = ids;
      const heard = first === undefined ? undefined : held.get(first);
      const listening =
        onText && heard
          ? listen(heard, 0, (piece) => void (piece && isHeard && onText(piece.text, piece.at)))
          : undefined;
      const waited = ids
        .filter((id) => held.has(id))
        .map(async (id) => {
          await untilLetGo(id);
          ended++;
          if (isHeard) onProgress?.(ended, ids.length);
        });
      let timer: ReturnType<typeof setTimeout> | undefined;
      const giveUp = () => {
        for (const id of ids) {
          const each = held.get(id);
          if (each && !isKept) abandon(each);
        }
      };
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
        const onAbort = () => {
          giveUp();
          resolve();
        };
        if (signal?.aborted) onAbort();
        else signal?.addEventListener("abort", onAbort, { once: true });
      });
      await Promise.race([Promise.all(waited), patience]);
      isHeard = false;
      listening?.leave();
      clearTimeout(timer);
    },
  };

  /** Nobody waits for it any more. */
  function abandon(each: Held): void {
    each.isAbandoned = true;
    if (each.stopsWithCaller) each.controller.abort();
  }

  function listen(each: Held, after: number, listener: Listener): { leave(): void } {
    each.listeners.add(listener);
    if (each.text.length > after) listener({ at: after, text: each.text.slice(after) });
    return { leave: () => void each.listeners.delete(listener) };
  }

  function untilLetGo(id: string): Promise<void> {
    return new Promise((resolve) => {
      waiters.set(id, [...(waiters.get(id) ?? []), resolve]);
    });
  }
}
