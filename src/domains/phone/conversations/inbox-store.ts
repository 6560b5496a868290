import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { conversations } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { Position } from "#platform/cursor.ts";

export type ConversationRow = typeof conversations.$inferSelect;

/** How many unanswered ones are counted: beyond it a number says nothing more. */
export const mostCounted = 99;

/** Ends with a text or a missed call of theirs, and nobody has said that it needs no answer. */
const isUnanswered: SQL = sql`last_inbound_at >= last_activity_at
  AND coalesce(settled_at, 0) < last_inbound_at
  AND (EXISTS (SELECT 1 FROM messages WHERE messages.peer = conversations.peer
      AND messages.direction = 'inbound' AND messages.at >= conversations.last_inbound_at)
    OR EXISTS (SELECT 1 FROM calls WHERE calls.peer = conversations.peer AND calls.direction = 'inbound'
      AND calls.status IN ('missed', 'no_answer', 'busy') AND calls.at >= conversations.last_inbound_at))`;

/** The latest first, with whether somebody waits for an answer. */
export async function inboxOf(
  db: Reader,
  { unanswered, before, limit }: { unanswered: boolean; before: Position | undefined; limit: number },
): Promise<(ConversationRow & { isUnanswered: boolean })[]> {
  const { lastActivityAt, id } = conversations;
  const narrowed = [
    ...(unanswered ? [isUnanswered] : []),
    ...(before ? [sql`(${lastActivityAt}, ${id}) < (${before.at}, ${before.id})`] : []),
  ];
  const rows = await db
    .select({ row: conversations, isUnanswered: sql<number>`coalesce(${isUnanswered}, 0)` })
    .from(conversations)
    .where(and(...narrowed))
    .orderBy(desc(lastActivityAt), desc(id))
    .limit(limit);
  return rows.map(({ row, isUnanswered }) => ({ ...row, isUnanswered: isUnanswered === 1 }));
}

/** How many end with somebody else's word; no more than `mostCounted` are counted. */
export async function countUnanswered(db: Reader): Promise<number> {
  const [row] = await db.values<[number]>(
    sql`SELECT count(*) FROM (SELECT 1 FROM conversations WHERE ${isUnanswered} LIMIT ${mostCounted})`,
  );
  return row?.[0] ?? 0;
}

export async function conversationWith(
  db: Reader,
  peer: string,
): Promise<(ConversationRow & { isUnanswered: boolean }) | undefined> {
  const [found] = await db
    .select({ row: conversations, isUnanswered: sql<number>`coalesce(${isUnanswered}, 0)` })
    .from(conversations)
    .where(eq(conversations.peer, peer));
  return found && { ...found.row, isUnanswered: found.isUnanswered === 1 };
}

/** Says that nothing is to be answered up to now. */
export function settle(peer: string, now: number): Statement {
  return statement(builder.update(conversations).set({ settledAt: now }).where(eq(conversations.peer, peer)));
}
