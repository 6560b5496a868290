import { and, desc, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { listOf, preparedBy } from "#db/prepared.ts";
import { calls } from "#db/schema/calls.ts";
import { conversations, lines, messages } from "#db/schema/phone.ts";
import type { Position } from "#platform/cursor.ts";
import { waits } from "./conversations/inbox-store.ts";

export type MessageRow = typeof messages.$inferSelect;
export type CallRow = typeof calls.$inferSelect;
export type MessageStatus = MessageRow["status"];

/** What a text is shown from: reading a column that nobody sees costs as much as one that is seen. */
export const shownMessage = {
  id: messages.id,
  /** The desk's number. */
  line: lines.number,
  direction: messages.direction,
  peer: messages.peer,
  content: messages.content,
  media: messages.media,
  status: messages.status,
  errorCode: messages.errorCode,
  scheduledAt: messages.scheduledAt,
  at: messages.at,
};
export type ShownMessage = Pick<MessageRow, Exclude<keyof typeof shownMessage, "line">> & { line: string };

export const shownCall = {
  id: calls.id,
  line: lines.number,
  provider: calls.provider,
  providerId: calls.providerId,
  direction: calls.direction,
  peer: calls.peer,
  status: calls.status,
  errorCode: calls.errorCode,
  duration: calls.duration,
  at: calls.at,
  answeredAt: calls.answeredAt,
  completedAt: calls.completedAt,
  answeredBy: calls.answeredBy,
  sentiment: calls.sentiment,
  cost: calls.cost,
  /** JSON list of what the provider keeps of it. */
  recordings: sql<string>`(SELECT json_group_array(json_object('id', id, 'kind', kind, 'duration', duration)) || ''
    FROM recordings WHERE provider = ${calls.provider} AND provider_call_id = ${calls.providerId} AND status = 'completed')`,
};
export type ShownCall = Pick<CallRow, Exclude<keyof typeof shownCall, "line" | "recordings">> & {
  line: string;
  recordings: string;
};

/** Which texts or calls: every part that is set narrows the list. */
export interface HistoryFilter {
  peers?: string[] | undefined;
  lineId?: string | undefined;
  direction?: "inbound" | "outbound" | undefined;
  /** Milliseconds, UTC. */
  since?: number | undefined;
  until?: number | undefined;
  before?: Position | undefined;
  limit: number;
}

type HistoryTable = typeof messages | typeof calls;

/** The filter's shape as conditions with placeholders: one prepared query a shape. */
function conditions(table: HistoryTable, shape: string): SQL[] {
  const place = sql.placeholder;
  const found: SQL[] = [];
  if (shape.includes("p")) found.push(eq(table.peer, place("peer")));
  if (shape.includes("l")) found.push(eq(table.lineId, place("lineId")));
  if (shape.includes("d")) found.push(eq(table.direction, place("direction")));
  if (shape.includes("s")) found.push(gte(table.at, place("since")));
  if (shape.includes("u")) found.push(lt(table.at, place("until")));
  if (shape.includes("b"))
    found.push(sql`(${table.at}, ${table.id}) < (${place("beforeAt")}, ${place("beforeId")})`);
  return found;
}

const messagesByShape = listOf<ShownMessage>(shownMessage, (selection, shape) =>
  builder
    .select(selection)
    .from(messages)
    .innerJoin(lines, eq(lines.id, messages.lineId))
    .where(and(...conditions(messages, shape)))
    .orderBy(desc(messages.at), desc(messages.id))
    .limit(sql.placeholder("limit")),
);

const callsByShape = listOf<ShownCall>(shownCall, (selection, shape) =>
  builder
    .select(selection)
    .from(calls)
    .innerJoin(lines, eq(lines.id, calls.lineId))
    .where(and(...conditions(calls, shape)))
    .orderBy(desc(calls.at), desc(calls.id))
    .limit(sql.placeholder("limit")),
);

/** Newest first. */
export async function listMessages(db: Reader, filter: HistoryFilter): Promise<ShownMessage[]> {
  return await acrossPeers(filter, (shape, values) => messagesByShape(db, shape, values));
}

/** Newest first. */
export async function listCalls(db: Reader, filter: HistoryFilter): Promise<ShownCall[]> {
  return await acrossPeers(filter, (shape, values) => callsByShape(db, shape, values));
}

/** Where there is no text and no call. */
const nothing = Number.MAX_SAFE_INTEGER;
const oldest = preparedBy((db) =>
  db
    .select({
      at: sql<number>`min(coalesce((SELECT min(at) FROM messages), ${nothing}), coalesce((SELECT min(at) FROM calls), ${nothing}))`,
    })
    .from(sql`(SELECT 1)`)
    .prepare(),
);
const known = new WeakMap<Reader, { readAt: number; at: number }>();
/** For how long it is known how far the history goes back, in milliseconds: it does so further only when a line is new. */
const knownFor = 60_000;

/** Whether there is any text or call of before then. */
export async function hasHistoryBefore(db: Reader, at: number, now: number): Promise<boolean> {
  const last = known.get(db);
  if (last && now >= last.readAt && now - last.readAt < knownFor) return last.at < at;
  const [row] = await oldest(db).execute();
  const found = row?.at ?? nothing;
  known.set(db, { readAt: now, at: found });
  return found < at;
}

/** A contact has few numbers: one indexed query a number, merged, beats one query over all of them. */
async function acrossPeers<Row extends { at: number; id: string }>(
  filter: HistoryFilter,
  query: (shape: string, values: Record<string, unknown>) => Promise<Row[]>,
): Promise<Row[]> {
  const { peers, lineId, direction, since, until, before, limit } = filter;
  const rest = `${lineId ? "l" : ""}${direction ? "d" : ""}${since === undefined ? "" : "s"}${until === undefined ? "" : "u"}${before ? "b" : ""}`;
  const values = { lineId, direction, since, until, beforeAt: before?.at, beforeId: before?.id, limit };
  if (!peers) return await query(rest, values);
  const found = await Promise.all(peers.map((peer) => query(`p${rest}`, { ...values, peer })));
  if (found.length === 1) return found[0] ?? [];
  return found
    .flat()
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}

/** The latest first: of numbers that hold `digits`, with something since then, or that nobody has answered. */
export async function listConversations(
  db: Reader,
  filter: {
    digits?: string | undefined;
    since?: number | undefined;
    unanswered?: boolean | undefined;
    assignee?: string | undefined;
    now: number;
    before?: Position | undefined;
    limit: number;
  },
): Promise<(typeof conversations.$inferSelect)[]> {
  const { digits, since, unanswered, assignee, now, before, limit } = filter;
  const { peer, lastActivityAt, id } = conversations;
  const narrowed = [
    ...(digits ? [sql`${peer} LIKE ${`%${digits}%`}`] : []),
    ...(since === undefined ? [] : [gte(lastActivityAt, since)]),
    ...(unanswered ? [waits(now)] : []),
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

export async function countExchanged(
  db: Reader,
  peers: string[],
): Promise<{ messages: number; calls: number }> {
  const [texts] = await db
    .select({ n: sql<number>`count(*)` })
    .from(messages)
    .where(inArray(messages.peer, peers));
  const [spoken] = await db
    .select({ n: sql<number>`count(*)` })
    .from(calls)
    .where(inArray(calls.peer, peers));
  return { messages: texts?.n ?? 0, calls: spoken?.n ?? 0 };
}

export async function messagesByIds(db: Reader, ids: string[]): Promise<MessageRow[]> {
  const rows = await db.select().from(messages).where(inArray(messages.id, ids));
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

export async function shownMessages(db: Reader, ids: string[]): Promise<ShownMessage[]> {
  const rows = await db
    .select(shownMessage)
    .from(messages)
    .innerJoin(lines, eq(lines.id, messages.lineId))
    .where(inArray(messages.id, ids));
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

export async function shownCallsByIds(db: Reader, ids: readonly string[]): Promise<ShownCall[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select(shownCall)
    .from(calls)
    .innerJoin(lines, eq(lines.id, calls.lineId))
    .where(inArray(calls.id, [...ids]));
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

export async function shownCallById(db: Reader, id: string): Promise<ShownCall | undefined> {
  const [row] = await shownCallsByIds(db, [id]);
  return row;
}

const messageByName = preparedBy((db) =>
  db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.provider, sql.placeholder("provider")),
        eq(messages.providerId, sql.placeholder("providerId")),
      ),
    )
    .prepare(),
);

export async function messageByProviderId(
  db: Reader,
  provider: string,
  providerId: string,
): Promise<MessageRow | undefined> {
  const [row] = await messageByName(db).execute({ provider, providerId });
  return row;
}

export async function callById(db: Reader, id: string): Promise<CallRow | undefined> {
  const [row] = await db.select().from(calls).where(eq(calls.id, id));
  return row;
}

export async function callByProviderId(
  db: Reader,
  provider: string,
  providerId: string,
): Promise<CallRow | undefined> {
  const [row] = await db
    .select()
    .from(calls)
    .where(and(eq(calls.provider, provider), eq(calls.providerId, providerId)));
  return row;
}
