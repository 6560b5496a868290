import { and, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { idempotency } from "#db/schema/journal.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";
import { DeskError } from "#src/errors.ts";

/** One key of one caller for one operation. */
export interface IdempotencyKey {
  scope: string;
  key: string;
  digest: string;
  expiresAt: number;
}

export const repeatedRun = "the same key was written by another run";

/** The stored result of an earlier equal call, as JSON. @throws DeskError IDEMPOTENCY_CONFLICT when its input was another. */
export async function earlierResult(
  db: Reader,
  key: IdempotencyKey,
  now: number,
): Promise<string | undefined> {
  const [row] = await db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.scope, key.scope), eq(idempotency.key, key.key)));
  if (!row || row.expiresAt <= now) return undefined;
  if (row.digest !== key.digest) throw keyConflict();
  return row.result;
}

export function keyConflict(): DeskError {
  return new DeskError(
    "IDEMPOTENCY_CONFLICT",
    "This idempotency key was used for a call with other arguments.",
    {
      next: "Use a new key for a new call, or repeat the first call's arguments unchanged.",
    },
  );
}

/** Writes the key in the effect's own unit, over an expired one; ends the unit when another run has it. */
export function keepResult(key: IdempotencyKey, run: string, result: string, now: number): Statement[] {
  const row = { ...key, run, result, createdAt: now };
  const insert = builder
    .insert(idempotency)
    .values(row)
    .onConflictDoUpdate({
      target: [idempotency.scope, idempotency.key],
      set: row,
      setWhere: sql`${idempotency.expiresAt} <= ${now}`,
    });
  const ours = sql`EXISTS (SELECT 1 FROM idempotency WHERE scope = ${key.scope} AND key = ${key.key} AND run = ${run})`;
  return [statement(insert), guard(repeatedRun, ours)];
}

export function pruneResults(now: number): Statement {
  return prune(idempotency, sql`expires_at <= ${now}`);
}
