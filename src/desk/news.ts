import type { Database } from "#db/client.ts";
import type { EventDraft } from "#operation/operation.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { nextEvents } from "#webhooks/event-store.ts";
import { lastEvent } from "./processes-store.ts";

/** What happens on the desk, told to those in this process who have to know. */
export interface News {
  /** Called with the events of a commit of this process, right after it. */
  committed(events: readonly EventDraft[]): Promise<void>;
  /** Has `listener` told of events, in order. It must not throw. */
  watch(listener: (events: readonly EventDraft[]) => void): void;
  /** True where no other process can change anything. */
  readonly isAlone: boolean;
  /** True while nothing that another process has changed can be unknown here for more than a moment. */
  readonly isFresh: boolean;
  /** Reads on from the last event. */
  read(): Promise<void>;
}

export interface NewsParts {
  database: Database;
  /** Takes up what has changed: rights, settings, keys. What another has changed waits for no provider. */
  takeUp(events: readonly EventDraft[], isOwn: boolean): Promise<void>;
}

/** Seconds between two looks for what other processes have done. */
export const readingSeconds = 0.5;
/** Milliseconds after which what is remembered of rights holds no more, unless somebody has looked. */
const freshFor = 1500;
const batch = 200;

/**
 * With a file of its own this process has done everything itself, and tells it as it commits. On a server every process
 * reads the sequence of events and tells from there, its own among them: each once and in one order. What this process
 * has changed itself it takes up at once.
 */
export function createNews({ database, takeUp }: NewsParts): News {
  const listeners: ((events: readonly EventDraft[]) => void)[] = [];
  const tell = (events: readonly EventDraft[]) => {
    for (const listener of listeners) listener(events);
  };
  const watch: News["watch"] = (listener) => void listeners.push(listener);
  if (database.kind === "local")
    return {
      isAlone: true,
      isFresh: true,
      watch,
      async committed(events) {
        await takeUp(events, true);
        tell(events);
      },
      read: async () => undefined,
    };

  const log = logOf("news");
  let seq: number | undefined;
  let freshUntil = 0;
  let reading: Promise<void> | undefined;
  let isAsked = false;

  return {
    isAlone: false,
    get isFresh() {
      return performance.now() < freshUntil;
    },
    watch,
    async committed(events) {
      await takeUp(events, true);
      void read();
    },
    read,
  };

  /** Once at a time; asked for again meanwhile, it goes on. Never rejects. */
  function read(): Promise<void> {
    isAsked = true;
    reading ??= readAll().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function readAll(): Promise<void> {
    try {
      while (isAsked) {
        isAsked = false;
        while ((await readOn()) === batch);
      }
    } catch (failure) {
      log.warning("What other processes have done could not be read.", describeFailure(failure));
    }
  }

  async function readOn(): Promise<number> {
    const asked = performance.now();
    if (seq === undefined) {
      seq = await lastEvent(database.read);
      freshUntil = asked + freshFor;
      return 0;
    }
    const rows = await nextEvents(database.read, { seq, limit: batch });
    const found = rows.map(({ type, subject, about }) => ({
      type,
      subject,
      ...(about === null ? {} : { about }),
    }));
    // This process's own among them are taken up a second time, which does no harm.
    if (found.length > 0) await takeUp(found, false);
    if (found.length > 0) tell(found);
    seq = rows.at(-1)?.seq ?? seq;
    // With more to read something may still be unknown.
    if (rows.length < batch) freshUntil = asked + freshFor;
    return found.length;
  }
}
