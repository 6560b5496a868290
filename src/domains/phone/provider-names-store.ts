import { and, asc, eq, gte, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { calls } from "#db/schema/calls.ts";
import { messages } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";

/**
 * A text of ours that the provider has not named yet: the event about it may arrive before its answer
 * does. Where several could be meant, none is: the event gets a row of its own, which the answer takes over.
 */
export async function unnamedMessage(
  db: Reader,
  like: { lineId: string; peer: string; content: string; since: number },
) {
  const [row, another] = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.peer, like.peer),
        gte(messages.at, like.since),
        eq(messages.lineId, like.lineId),
        eq(messages.direction, "outbound"),
        eq(messages.content, like.content),
        isNull(messages.providerId),
        inArray(messages.status, ["queued", "unknown"]),
      ),
    )
    .orderBy(asc(messages.at))
    .limit(2);
  return another ? undefined : row?.id;
}

/** The same for a call: our call to that number that has no name yet, where there is one alone. */
export async function unnamedCall(
  db: Reader,
  like: { lineId: string; peer: string; since: number },
): Promise<string | undefined> {
  const [row, another] = await db
    .select({ id: calls.id })
    .from(calls)
    .where(
      and(
        eq(calls.peer, like.peer),
        gte(calls.at, like.since),
        eq(calls.lineId, like.lineId),
        eq(calls.direction, "outbound"),
        isNull(calls.providerId),
        inArray(calls.status, ["queued", "unknown"]),
      ),
    )
    .limit(2);
  return another ? undefined : row?.id;
}

/** Gives one of our texts the provider's name for it. */
export function nameMessage(id: string, provider: string, providerId: string): Statement[] {
  return takeName("messages", ["status", "error_code", "media"], { id, provider, providerId });
}

/** Gives one of our calls the provider's name for it. */
export function nameCall(id: string, provider: string, providerId: string): Statement[] {
  const told = ["status", "duration", "answered_at", "completed_at", "provider_updated_at"];
  return takeName("calls", told, { id, provider, providerId });
}

/**
 * Where an event has made a row of its own under the name meanwhile, that row goes, and what it told is
 * taken over. A row that somebody asked for is never such a twin: then the name stays with it, and ours
 * stays without one.
 */
function takeName(
  tableName: "messages" | "calls",
  told: string[],
  { id, provider, providerId }: { id: string; provider: string; providerId: string },
): Statement[] {
  const table = sql.raw(tableName);
  const named = sql`provider = ${provider} AND provider_id = ${providerId} AND id <> ${id}`;
  const twin = sql`FROM ${table} WHERE ${named} AND asked_by IS NULL`;
  // What the event did not say, we know.
  const values = told.map((name) => {
    const column = sql.raw(name);
    return name === "error_code"
      ? sql`${column} = (SELECT ${column} ${twin})`
      : sql`${column} = coalesce((SELECT ${column} ${twin}), ${column})`;
  });
  return [
    statement(
      sql`UPDATE ${table} SET ${sql.join(values, sql`, `)} WHERE id = ${id} AND EXISTS (SELECT 1 ${twin})`,
    ),
    statement(sql`DELETE ${twin}`),
    statement(sql`UPDATE ${table} SET provider_id = ${providerId}
      WHERE id = ${id} AND provider_id IS NULL AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${named})`),
  ];
}

/** Which of the provider's names belong to texts, or calls, of ours already. */
export async function namesTaken(
  db: Reader,
  provider: string,
  providerIds: string[],
  table: typeof messages | typeof calls = messages,
): Promise<Set<string>> {
  if (providerIds.length === 0) return new Set();
  const isOurs = and(
    eq(table.provider, provider),
    inArray(table.providerId, providerIds),
    isNotNull(table.askedBy),
  );
  const rows = await db.select({ providerId: table.providerId }).from(table).where(isOurs);
  return new Set(rows.flatMap((row) => row.providerId ?? []));
}

/** The same for calls. */
export const callNamesTaken = (db: Reader, provider: string, providerIds: string[]) =>
  namesTaken(db, provider, providerIds, calls);
