import type { Database } from "#db/client.ts";
import type { Clock } from "#platform/clock.ts";
import { nextTurn } from "#platform/turn.ts";
import { openSeal, type Seal } from "./chain.ts";
import { insertSeal, lastSeal, linesAfter } from "./store.ts";

/** Lines that are chained in one go: less than half a millisecond of work, between which callers are answered. */
const step = 200;
/** Lines that one seal covers at most, about: retention lets go of whole seals, a unit each time. */
const mostLines = 5000;

/** Chains what the audit has got since the last time; called once a second, and at the end. */
export function createSealer({ database, clock }: { database: Database; clock: Clock }): () => Promise<void> {
  let last: Seal | undefined;

  return async () => {
    for (;;) {
      last ??= await lastSeal(database.read);
      const seal = await sealAfter(last);
      if (seal === undefined) return;
      const written = await database.write(insertSeal(seal));
      // Whoever was faster has sealed the same lines: go on from there.
      last = written.ok ? seal : undefined;
      if (written.ok && seal.lines < mostLines) return;
    }
  };

  /** A seal over the lines after the last one; undefined where there are none. */
  async function sealAfter(previous: Seal | undefined): Promise<Seal | undefined> {
    const open = openSeal(previous?.hash ?? "", clock.now());
    let seq = previous?.seq ?? 0;
    for (let lines = 0; lines < mostLines; ) {
      const more = await linesAfter(database.read, seq, step);
      const end = more.at(-1);
      if (end === undefined) break;
      open.add(more);
      lines += more.length;
      seq = end.seq;
      await nextTurn();
    }
    return open.close();
  }
}
