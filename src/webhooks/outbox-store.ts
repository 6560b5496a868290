import { and, eq, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { outbox } from "#db/schema/journal.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";
import { isNobodys } from "#operation/holder.ts";
import { deskIsRunning } from "#operation/settings-store.ts";

export type OutboxRow = typeof outbox.$inferSelect;

export async function effectsById(db: Reader, ids: string[]): Promise<OutboxRow[]> {
  return await db.select().from(outbox).where(inArray(outbox.id, ids));
}

/** Whoever gets the id back is the one that tries: the effect is begun by nobody else, and not while everything is stopped. */
export function claimEffect(id: string, holder: string, now: number): Statement {
  return statement(
    builder
      .update(outbox)
      .set({ state: "trying", triedAt: now, holder })
      .where(and(eq(outbox.id, id), eq(outbox.state, "intended"), deskIsRunning))
      .returning({ id: outbox.id }),
  );
}

/** It is still this process's to try, and nothing is stopped: the row, where that is so. */
export function holdEffect(id: string, holder: string): Statement {
  return statement(
    builder
      .update(outbox)
      .set({ holder })
      .where(and(eq(outbox.id, id), eq(outbox.state, "trying"), eq(outbox.holder, holder), deskIsRunning))
      .returning({ id: outbox.id }),
  );
}

/** Nothing of it has gone out: whoever comes next may begin it. */
export function unclaimEffect(id: string, holder: string): Statement {
  return statement(
    builder
      .update(outbox)
      .set({ state: "intended", triedAt: null, holder: null })
      .where(and(eq(outbox.id, id), eq(outbox.state, "trying"), eq(outbox.holder, holder))),
  );
}

/** Ends the unit of whoever comes late: how an effect ended is written down once. */
export function hasNotEnded(id: string): Statement {
  const ended = and(eq(outbox.id, id), inArray(outbox.state, ["done", "failed"]));
  return guard("it has not ended", sql`NOT EXISTS (SELECT 1 FROM ${outbox} WHERE ${ended})`);
}

/** How an effect ended, or that nobody knows: then it is looked up at `lookUpAt`. */
export function endEffect(
  id: string,
  end: { state: "done" | "failed"; now: number } | { state: "unknown"; lookUpAt: number },
): Statement {
  const set =
    end.state === "unknown"
      ? { state: end.state, endedAt: null, nextLookupAt: end.lookUpAt }
      : { state: end.state, endedAt: end.now, nextLookupAt: null, sealedKey: null };
  return statement(builder.update(outbox).set(set).where(eq(outbox.id, id)));
}

/** What was out when its process ended: nobody else that lives has it. */
export async function cutOffEffects(db: Reader, self: string): Promise<OutboxRow[]> {
  return await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.state, "trying"), isNobodys(outbox.holder, self)));
}

/** Ends the unit where somebody has settled it meanwhile, or has it after all. */
export function isCutOff(id: string, self: string): Statement {
  const row = and(eq(outbox.id, id), eq(outbox.state, "trying"), isNobodys(outbox.holder, self));
  return guard("nobody is at it", sql`EXISTS (SELECT 1 FROM ${outbox} WHERE ${row})`);
}

/** Whether an effect of these operations has not ended yet. */
export async function hasUnfinished(db: Reader, operations: string[]): Promise<boolean> {
  const open = and(inArray(outbox.operation, operations), inArray(outbox.state, ["intended", "trying"]));
  return (await db.select({ id: outbox.id }).from(outbox).where(open).limit(1)).length > 0;
}

/**
 * Effects that have not begun though it is their time: of those that wait for none, the ones recorded at `before` or
 * earlier.
 */
export async function intendedEffects(
  db: Reader,
  { now, before = now, limit }: { now: number; before?: number; limit?: number },
): Promise<string[]> {
  const isTime = or(lte(outbox.dueAt, now), and(isNull(outbox.dueAt), lte(outbox.createdAt, before)));
  const query = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(eq(outbox.state, "intended"), isTime));
  const rows = await (limit === undefined ? query : query.limit(limit));
  return rows.map(({ id }) => id);
}

/** Effects in doubt whose service is to be asked now, at most fifty. */
export async function doubtedEffects(db: Reader, now: number): Promise<OutboxRow[]> {
  return await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.state, "unknown"), lte(outbox.nextLookupAt, now)))
    .limit(50);
}

/** A look-up said nothing: the next one is at `at`, or there is none, and the caller's key goes. */
export function lookUpAgain(id: string, at: number | undefined): Statement {
  const next = at === undefined ? { nextLookupAt: null, sealedKey: null } : { nextLookupAt: at };
  return statement(
    builder
      .update(outbox)
      .set({ lookups: sql`${outbox.lookups} + 1`, ...next })
      .where(eq(outbox.id, id)),
  );
}

/** The service could not be asked: it is asked at `at`, as if it had not been tried. */
export function lookUpAt(id: string, at: number): Statement {
  return statement(builder.update(outbox).set({ nextLookupAt: at }).where(eq(outbox.id, id)));
}

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

/** What a log says of it. */
export function nameOf({ operation, id }: OutboxRow): { operation: string; effect: string } {
  return { operation, effect: id };
}
