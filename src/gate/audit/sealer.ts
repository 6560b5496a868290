import type { Database } from "#db/client.ts";
import type { Clock } from "#platform/clock.ts";
import { type Seal, sealOver } from "./chain.ts";
import { insertSeal, lastSeal, linesAfter } from "./store.ts";

/** Lines that one seal covers, about: a millisecond of work, between which callers are answered. */
const mostLines = 1000;

/** Chains what the audit has got since the last time; called once a second, and at the end. */
export function createSealer({ database, clock }: { database: Database; clock: Clock }): () => Promise<void> {
  let last: Seal | undefined;

  return async () => {
    for (;;) {
      last ??= await lastSeal(database.read);
      const lines = await linesAfter(database.read, last?.seq ?? 0, mostLines);
      if (lines.length === 0) return;
      const seal = sealOver(lines, last?.hash ?? "", clock.now());
      const written = await database.write(insertSeal(seal));
      // Whoever was faster has sealed the same lines: go on from there.
      last = written.ok ? seal : undefined;
    }
  };
}
