import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { messages } from "#db/schema/phone.ts";
import { guard, type Statement, statement } from "#db/statement.ts";
import type { MessageRow } from "#domains/phone/history-store.ts";
import type { Position } from "#platform/cursor.ts";

/** How many texts of its line were asked for before each of these and have not gone out. */
export async function placesInQueue(db: Reader, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.values<[string, number]>(
    sql`SELECT m.id, (SELECT count(*) FROM messages o WHERE o.line_id = m.line_id AND o.status = 'queued'
      AND o.asked_by IS NOT NULL AND (o.created_at, o.id) < (m.created_at, m.id))
      FROM messages m WHERE m.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
  );
  return new Map(rows);
}

/** Ids of the texts that wait for their time, the next one first. */
export async function scheduledMessages(
  db: Reader,
  { after, limit }: { after?: Position | undefined; limit: number },
): Promise<{ id: string; at: number }[]> {
  return await db
    .select({ id: messages.id, at: messages.at })
    .from(messages)
    .where(
      and(isWaiting, after ? sql`(${messages.at}, ${messages.id}) > (${after.at}, ${after.id})` : undefined),
    )
    .orderBy(asc(messages.at), asc(messages.id))
    .limit(limit);
}

/** It waits here: a text that the provider holds back has the provider's name already. */
const isWaiting = and(eq(messages.status, "scheduled"), isNull(messages.providerId));

/** Ends the unit where one of them has gone out, or was taken back, meanwhile. */
export function stillWait(ids: readonly string[]): Statement {
  const count = sql`SELECT count(*) FROM ${messages} WHERE ${and(isWaiting, inArray(messages.id, [...ids]))}`;
  return guard("they have not gone out", sql`(${count}) = ${ids.length}`);
}

/** Whether a text may go out now as it was read: nobody has taken it back, changed it, or moved it to a later time. */
export function isStillWanted({ id, content }: Pick<MessageRow, "id" | "content">, now: number): Statement {
  const row = sql`SELECT 1 FROM messages WHERE id = ${id} AND status IN ('queued', 'scheduled')
    AND content = ${content} AND coalesce(scheduled_at, 0) <= ${now}`;
  return guard("it is still wanted", sql`EXISTS (${row})`);
}

export function cancelMessages(ids: readonly string[], now: number): Statement {
  return statement(
    builder
      .update(messages)
      .set({ status: "canceled", updatedAt: now })
      .where(and(isWaiting, inArray(messages.id, [...ids]))),
  );
}

/** What is to be said, or when. */
export function changeMessage(
  id: string,
  change: {
    content: string;
    segments: number;
    cost: number | null;
    scheduledAt: number;
    /** Who has allowed it as it is now. */
    allowedBy: string | null;
  },
  now: number,
): Statement {
  const set = { ...change, at: change.scheduledAt, updatedAt: now };
  return statement(
    builder
      .update(messages)
      .set(set)
      .where(and(isWaiting, eq(messages.id, id))),
  );
}
