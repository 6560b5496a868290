import { and, desc, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { listOf, preparedBy } from "#db/prepared.ts";
import { calls, conversations, lines, messages } from "#db/schema/phone.ts";
import type { Position } from "#platform/cursor.ts";

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

/** A contact has few numbers: one indexed query a number, merged, beats one query over all of them. */
async function acrossPeers<Row extends { at: number; id: string }>(
  filter: HistoryFilter,
  query: (shape: string, values: Record<string, unknown>) => Promise<Row[]>,
): Promise<Row[]> {
  const { peers, lineId, direction, since, before, limit } = filter;
  const rest = `${lineId ? "l" : ""}${direction ? "d" : ""}${since ? "s" : ""}${before ? "b" : ""}`;
  const values = { lineId, direction, since, beforeAt: before?.at, beforeId: before?.id, limit };
  if (!peers) return await query(rest, values);
  const found = await Promise.all(peers.map((peer) => query(`p${rest}`, { ...values, peer })));
  if (found.length === 1) return found[0] ?? [];
  return found
    .flat()
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}

/** The latest first; `digits` narrows it to numbers that hold them. */
export async function listConversations(
  db: Reader,
  { digits, before, limit }: { digits?: string | undefined; before?: Position | undefined; limit: number },
): Promise<(typeof conversations.$inferSelect)[]> {
  const { peer, lastActivityAt, id } = conversations;
  const narrowed = [
    ...(digits ? [sql`${peer} LIKE ${`%${digits}%`}`] : []),
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

export async function shownCallById(db: Reader, id: string): Promise<ShownCall | undefined> {
  const [row] = await db
    .select(shownCall)
    .from(calls)
    .innerJoin(lines, eq(lines.id, calls.lineId))
    .where(eq(calls.id, id));
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
