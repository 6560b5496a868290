import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { conversations } from "#db/schema/phone.ts";
import type { Position } from "#platform/cursor.ts";

export type ConversationRow = typeof conversations.$inferSelect;

/** How many unanswered ones are counted: beyond it a number says nothing more. */
export const mostCounted = 99;

/** The latest first: all, or those that wait for an answer. */
export async function inboxOf(
  db: Reader,
  { unanswered, before, limit }: { unanswered: boolean; before: Position | undefined; limit: number },
): Promise<ConversationRow[]> {
  const { lastActivityAt, id, waitingSince } = conversations;
  const narrowed = [
    ...(unanswered ? [isNotNull(waitingSince)] : []),
    ...(before ? [sql`(${lastActivityAt}, ${id}) < (${before.at}, ${before.id})`] : []),
  ];
  return await db
    .select()
    .from(conversations)
    .where(and(...narrowed))
    .orderBy(desc(lastActivityAt), desc(id))
    .limit(limit);
}

/** How many wait for an answer; no more than one beyond `mostCounted` are counted. */
export async function countUnanswered(db: Reader): Promise<number> {
  const [row] = await db.values<[number]>(
    sql`SELECT count(*) FROM (SELECT 1 FROM conversations WHERE waiting_since IS NOT NULL LIMIT ${mostCounted + 1})`,
  );
  return row?.[0] ?? 0;
}

export async function conversationWith(db: Reader, peer: string): Promise<ConversationRow | undefined> {
  const [row] = await db.select().from(conversations).where(eq(conversations.peer, peer));
  return row;
}
