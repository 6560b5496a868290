import { and, eq, isNotNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { outbox } from "#db/schema/journal.ts";
import { prune, type Statement, statement } from "#db/statement.ts";

/** The callers' keys that wait with effects, sealed. */
export async function sealedKeys(db: Reader): Promise<{ id: string; sealed: string }[]> {
  const rows = await db
    .select({ id: outbox.id, sealed: outbox.sealedKey })
    .from(outbox)
    .where(isNotNull(outbox.sealedKey));
  return rows.map(({ id, sealed }) => ({ id, sealed: sealed ?? "" }));
}

export function resealEffect(id: string, fresh: string): Statement {
  return statement(
    builder
      .update(outbox)
      .set({ sealedKey: fresh })
      .where(and(eq(outbox.id, id), isNotNull(outbox.sealedKey))),
  );
}

export function pruneEffects(before: number): Statement {
  return prune(outbox, sql`state IN ('done', 'failed') AND created_at < ${before}`);
}
