import type { Database } from "#db/client.ts";
import type { Effect, EffectContext, Settlement } from "#operation/operation.ts";
import type { Clock } from "#platform/clock.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { doubtedEffects, lookUpAgain, lookUpAt, nameOf, type OutboxRow } from "./outbox-store.ts";

export interface LookUpParts {
  database: Database;
  clock: Clock;
  effectOf(row: OutboxRow): Effect | undefined;
  contextOf(row: OutboxRow): EffectContext;
  settle(row: OutboxRow, settlement: Settlement): Promise<boolean>;
}

/** Pauses before an effect in doubt is looked up again: 15 s, 1, 5, 30 minutes, then 2 hours, and no more. */
const pauses = [15_000, 60_000, 300_000, 1_800_000, 7_200_000];
/** Before the first of them, in milliseconds. */
export const firstLookUp = pauses[0] ?? 0;
/** After a look-up at which the service could not be asked, in milliseconds. */
const pauseAfterFailure = 300_000;

/** Asks the services about effects that are in doubt, each when its time has come. */
export function createLookUp(parts: LookUpParts): () => Promise<void> {
  const { database, clock, effectOf, contextOf, settle } = parts;
  const log = logOf("outbox");

  return async () => {
    for (const row of await doubtedEffects(database.read, clock.now())) await lookUp(row);
  };

  async function lookUp(row: OutboxRow): Promise<void> {
    const effect = effectOf(row);
    let settlement: Settlement | undefined;
    try {
      settlement = await effect?.lookUp?.(row.ref, contextOf(row));
    } catch (failure) {
      // Nobody could be asked: that is no trace of nothing, and no look-up that counts.
      log.warning("A look-up failed; it is tried again.", { ...nameOf(row), ...describeFailure(failure) });
      await database.write([lookUpAt(row.id, clock.now() + pauseAfterFailure)]);
      return;
    }
    if (settlement) return void (await settle(row, settlement));
    const pause = pauses[row.lookups + 1];
    const given = pause === undefined ? (effect?.gaveUp?.(row.ref, clock.now()) ?? []) : [];
    const again = pause === undefined ? undefined : clock.now() + pause;
    await database.write([...given, lookUpAgain(row.id, again)]);
  }
}
