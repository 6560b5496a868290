import { asc, eq, gt } from "drizzle-orm";
import type { Catalog } from "#catalog/catalog.ts";
import type { Gate } from "#catalog/gate.ts";
import { builder, type Database } from "#db/client.ts";
import { cursors, events } from "#db/schema/journal.ts";
import { statement } from "#db/statement.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import type { reactions } from "#src/reactions.ts";
import { systemPrincipal } from "./system.ts";

export interface Reactor {
  /** Reads on from the last event that was reacted to, once at a time. */
  wake(): void;
  idle(): Promise<void>;
}

export interface ReactorParts {
  catalog: Catalog;
  database: Database;
  gate: Gate;
  table: typeof reactions;
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
    const [cursor] = await database.read.select().from(cursors).where(eq(cursors.name, cursorName));
    const found = await database.read
      .select()
      .from(events)
      .where(gt(events.seq, cursor?.seq ?? 0))
      .orderBy(asc(events.seq))
      .limit(batch);
    let done = 0;
    for (const event of found) {
      if (!(await react(event))) break;
      done++;
    }
    const last = found[done - 1];
    if (last) {
      const mark = { name: cursorName, seq: last.seq };
      const put = builder
        .insert(cursors)
        .values(mark)
        .onConflictDoUpdate({ target: cursors.name, set: mark });
      await database.write([statement(put)]);
    }
    return done;
  }

  /** False when a reaction was refused for a reason that passes: the event stays, and is read again. */
  async function react(event: typeof events.$inferSelect): Promise<boolean> {
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
