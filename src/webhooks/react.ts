import type { Database } from "#db/client.ts";
import type { Gate } from "#gate/gate.ts";
import type { Catalog } from "#operation/catalog.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { cursorOf, type EventRow, markEvents, nextEvents } from "./event-store.ts";
import { systemPrincipal } from "./system.ts";

export interface Reactor {
  /** Reads on from the last event that was reacted to, once at a time. */
  wake(): void;
  idle(): Promise<void>;
}

/** What follows from what: an event's type → operations run as the desk itself, on the event's subject. */
export type Reactions = Record<string, readonly { operation: string; input(subject: string): unknown }[]>;

export interface ReactorParts {
  catalog: Catalog;
  database: Database;
  gate: Gate;
  table: Reactions;
}

const cursorName = "reactions";
const batch = 200;

/**
 * Runs the reactions to each event, in order. The event's id is the idempotency key, so a stop between an
 * event and its mark repeats nothing.
 */
export function createReactor(parts: ReactorParts): Reactor {
  const { catalog, database, gate, table } = parts;
  const log = logOf("reactions");
  let running: Promise<void> | undefined;
  let isAsked = false;
  /** How far the events are read, and how far that has been marked. */
  let read = 0;
  let marked: number | undefined;

  return {
    wake() {
      isAsked = true;
      running ??= run().finally(() => {
        running = undefined;
        if (isAsked) this.wake();
      });
    },
    async idle() {
      await running;
    },
  };

  async function run(): Promise<void> {
    try {
      while (isAsked) {
        isAsked = false;
        while ((await readOn()) === batch);
      }
    } catch (failure) {
      log.error("Reactions could not be read on; they are taken up in a moment.", describeFailure(failure));
    }
  }

  async function readOn(): Promise<number> {
    // Beside others somebody else may have read on meanwhile.
    if (marked === undefined || database.kind === "remote")
      marked = await cursorOf(database.read, cursorName);
    read = Math.max(read, marked);
    const found = await nextEvents(database.read, { seq: read, limit: batch });
    let done = 0;
    let hasReacted = false;
    for (const event of found) {
      if (!(await react(event))) break;
      hasReacted ||= table[event.type] !== undefined;
      read = event.seq;
      done++;
    }
    // Events that nothing follows from may be read again after a stop: that many of them cost no mark.
    if (hasReacted || read - marked >= batch) {
      await database.write([markEvents({ name: cursorName, seq: read })]);
      marked = read;
    }
    return done;
  }

  /** False when a reaction was refused for a reason that passes: the event stays, and is read again. */
  async function react(event: EventRow): Promise<boolean> {
    for (const { operation: name, input } of table[event.type] ?? []) {
      const operation = catalog.get(name);
      if (!operation) throw new TypeError(`a reaction names ${name}, which is not in the catalog`);
      const call = { requestId: event.id, idempotencyKey: event.id };
      const outcome = await gate.execute(operation, input(event.subject), systemPrincipal, call);
      if (outcome.kind !== "refused") continue;
      if (outcome.error.code === "UNAVAILABLE") return false;
      log.error("A reaction was refused.", { operation: name, code: outcome.error.code, event: event.id });
    }
    return true;
  }
}
