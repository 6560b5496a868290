import { and, desc, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { calls, conversations, messages } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { Position } from "#platform/cursor.ts";
import { conversationIdOf } from "./store.ts";

export type MessageRow = typeof messages.$inferSelect;
export type CallRow = typeof calls.$inferSelect;
export type MessageStatus = MessageRow["status"];

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

const messagesByShape = preparedBy((db, shape) =>
  db
    .select()
    .from(messages)
    .where(and(...conditions(messages, shape)))
    .orderBy(desc(messages.at), desc(messages.id))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

const callsByShape = preparedBy((db, shape) =>
  db
    .select()
    .from(calls)
    .where(and(...conditions(calls, shape)))
    .orderBy(desc(calls.at), desc(calls.id))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** Newest first. */
export async function listMessages(db: Reader, filter: HistoryFilter): Promise<MessageRow[]> {
  return await acrossPeers(filter, (shape, values) => messagesByShape(db, shape).execute(values));
}

/** Newest first. */
export async function listCalls(db: Reader, filter: HistoryFilter): Promise<CallRow[]> {
  return await acrossPeers(filter, (shape, values) => callsByShape(db, shape).execute(values));
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

export async function messageByProviderId(
  db: Reader,
  provider: string,
  providerId: string,
): Promise<MessageRow | undefined> {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.provider, provider), eq(messages.providerId, providerId)));
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

// ---- texts and calls, written

type Unnamed<Insert, Row> = Omit<Insert, "conversationId" | "lineId"> & {
  lineId: string | SQL<string>;
} & Row;

/** A text; one the provider has named before is left as it is. */
export function insertMessage(row: Unnamed<typeof messages.$inferInsert, { peer: string }>): Statement {
  return statement(
    builder
      .insert(messages)
      .values({ ...row, conversationId: conversationIdOf(row.peer), lineId: sql`${row.lineId}` })
      .onConflictDoNothing(),
  );
}

export function insertCall(row: Unnamed<typeof calls.$inferInsert, { peer: string }>): Statement {
  return statement(
    builder
      .insert(calls)
      .values({ ...row, conversationId: conversationIdOf(row.peer), lineId: sql`${row.lineId}` })
      .onConflictDoNothing(),
  );
}

/** A text's states only move forward, in whatever order its events arrive. */
const earlierStates: Record<MessageStatus, MessageStatus[]> = {
  queued: ["unknown"],
  unknown: ["queued"],
  sent: ["queued", "unknown"],
  delivered: ["queued", "unknown", "sent", "failed"],
  undelivered: ["queued", "unknown", "sent"],
  failed: ["queued", "unknown", "sent"],
  received: [],
};

export function advanceMessage(
  match: SQL | undefined,
  status: MessageStatus,
  errorCode: string | null,
  now: number,
): Statement {
  return statement(
    builder
      .update(messages)
      .set({ status, errorCode, updatedAt: now })
      .where(and(match, inArray(messages.status, earlierStates[status]))),
  );
}

/** Says more about a text whose state stays as it is. */
export function explainMessage(id: string, errorCode: string, now: number): Statement {
  return statement(
    builder
      .update(messages)
      .set({ errorCode, updatedAt: now })
      .where(and(eq(messages.id, id), eq(messages.status, "unknown"))),
  );
}

export const messageIs = (id: string) => eq(messages.id, id);
export const messageNamed = (provider: string, providerId: string) =>
  and(eq(messages.provider, provider), eq(messages.providerId, providerId));

export function updateCall(
  match: SQL | undefined,
  values: Partial<typeof calls.$inferInsert>,
  asOf: number,
): Statement {
  const newer = sql`coalesce(${calls.providerUpdatedAt}, 0) <= ${asOf}`;
  return statement(builder.update(calls).set(values).where(and(match, newer)));
}

/** The provider has taken the call; an event may have told more already. */
export function ringCall(id: string, now: number): Statement {
  const set = { status: "ringing" as const, errorCode: null, updatedAt: now };
  return statement(
    builder
      .update(calls)
      .set(set)
      .where(and(eq(calls.id, id), inArray(calls.status, ["queued", "unknown"]))),
  );
}

export const callIs = (id: string) => eq(calls.id, id);
export const callNamed = (provider: string, providerId: string) =>
  and(eq(calls.provider, provider), eq(calls.providerId, providerId));
