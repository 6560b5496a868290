import { and, desc, eq, gt, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { calls } from "#db/schema/calls.ts";
import { lines, messages } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";

type Known = Promise<Map<string, string>>;

/** Of the provider's names of texts those that are known, each with how it stands. */
export function knownTexts(db: Reader, provider: string, providerIds: readonly string[]): Known {
  return knownIn(messages, db, provider, providerIds);
}

/** The same of calls. */
export function knownCalls(db: Reader, provider: string, providerIds: readonly string[]): Known {
  return knownIn(calls, db, provider, providerIds);
}

async function knownIn(
  table: typeof messages | typeof calls,
  db: Reader,
  provider: string,
  providerIds: readonly string[],
): Known {
  if (providerIds.length === 0) return new Map();
  const rows = await db
    .select({ providerId: table.providerId, status: table.status })
    .from(table)
    .where(and(eq(table.provider, provider), inArray(table.providerId, [...providerIds])));
  return new Map(rows.flatMap(({ providerId, status }) => (providerId ? [[providerId, status]] : [])));
}

/** Everything that a line's provider has of it up to `at` is here. */
export function markSynced(lineId: string, at: number): Statement {
  return statement(
    builder
      .update(lines)
      .set({ syncedAt: sql`max(coalesce(synced_at, 0), ${at})` })
      .where(eq(lines.id, lineId)),
  );
}

/** Provider's names of calls since then that were spoken on and whose transcript is not here, the newest first. */
export async function untranscribed(db: Reader, provider: string, since: number, limit: number) {
  const spoken = sql`${calls.status} = 'completed' AND ${calls.duration} > 0`;
  const kept = sql`SELECT 1 FROM transcripts WHERE provider = ${calls.provider}
    AND provider_call_id = ${calls.providerId} AND status <> 'in_progress'`;
  return await namesOf(db, provider, since, sql`${spoken} AND NOT EXISTS (${kept})`, limit);
}

/** Provider's names of calls since then that nobody took, of which it is not known whether somebody left a word. */
export async function unheard(db: Reader, provider: string, since: number, limit: number) {
  const missed = sql`${calls.direction} = 'inbound' AND ${calls.status} IN ('missed', 'no_answer', 'busy')`;
  const kept = sql`SELECT 1 FROM recordings WHERE provider = ${calls.provider}
    AND provider_call_id = ${calls.providerId} AND kind = 'voicemail' AND status <> 'in_progress'`;
  return await namesOf(db, provider, since, sql`${missed} AND NOT EXISTS (${kept})`, limit);
}

async function namesOf(db: Reader, provider: string, since: number, which: SQL, limit: number) {
  const rows = await db
    .select({ providerId: calls.providerId, at: calls.at })
    .from(calls)
    .where(and(eq(calls.provider, provider), gt(calls.at, since), isNotNull(calls.providerId), which))
    .orderBy(desc(calls.at))
    .limit(limit);
  return rows.flatMap(({ providerId, at }) => (providerId === null ? [] : [{ providerId, at }]));
}
