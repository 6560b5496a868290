import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { conversations } from "#db/schema/phone.ts";
import type { Position } from "#platform/cursor.ts";

export type ConversationRow = typeof conversations.$inferSelect;

/** How many unanswered ones are counted: beyond it a number says nothing more. */
export const mostCounted = 99;

/** Which conversations of the inbox: every part that is set narrows the list. */
export interface InboxFilter {
  show: "all" | "unanswered" | "snoozed" | "done";
  /** Those in which something was exchanged over that line. */
  lineId?: string | undefined;
  assignee?: string | undefined;
  before: Position | undefined;
  limit: number;
  now: number;
}

/** The latest first. */
export async function inboxOf(db: Reader, filter: InboxFilter): Promise<ConversationRow[]> {
  const { show, lineId, assignee, before, limit, now } = filter;
  const { lastActivityAt, id, peer } = conversations;
  const overLine = sql`EXISTS (SELECT 1 FROM messages WHERE messages.peer = ${peer} AND messages.line_id = ${lineId})
    OR EXISTS (SELECT 1 FROM calls WHERE calls.peer = ${peer} AND calls.line_id = ${lineId})`;
  const narrowed = [
    ...which[show](now),
    ...(lineId === undefined ? [] : [sql`(${overLine})`]),
    ...(assignee === undefined ? [] : [eq(conversations.assignee, assignee)]),
    ...(before ? [sql`(${lastActivityAt}, ${id}) < (${before.at}, ${before.id})`] : []),
  ];
  return await db
    .select()
    .from(conversations)
    .where(and(...narrowed))
    .orderBy(desc(lastActivityAt), desc(id))
    .limit(limit);
}

const which: Record<InboxFilter["show"], (now: number) => SQL[]> = {
  all: () => [],
  unanswered: (now) => [waits(now)],
  snoozed: (now) => [sql`snoozed_until > ${now}`],
  done: () => [sql`done_at IS NOT NULL`],
};

/** In SQL: somebody waits for an answer, and it is not put aside. */
export function waits(now: number): SQL {
  return sql`waiting_since IS NOT NULL AND (snoozed_until IS NULL OR snoozed_until <= ${now})`;
}

/** How many wait for an answer; no more than one beyond `mostCounted` are counted. */
export async function countUnanswered(db: Reader, now: number): Promise<number> {
  const [row] = await db.values<[number]>(
    sql`SELECT count(*) FROM (SELECT 1 FROM conversations WHERE ${waits(now)} LIMIT ${mostCounted + 1})`,
  );
  return row?.[0] ?? 0;
}

export async function conversationById(db: Reader, id: string): Promise<ConversationRow | undefined> {
  const [row] = await db.select().from(conversations).where(eq(conversations.id, id));
  return row;
}

export async function conversationWith(db: Reader, peer: string): Promise<ConversationRow | undefined> {
  const [row] = await db.select().from(conversations).where(eq(conversations.peer, peer));
  return row;
}
