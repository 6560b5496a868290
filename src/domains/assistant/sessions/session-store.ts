import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { chatMessages, chatSessions } from "#db/schema/assistant.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";

export type SessionRow = typeof chatSessions.$inferSelect;
export type NewSession = typeof chatSessions.$inferInsert;
export type MessageRow = typeof chatMessages.$inferSelect;

/** A session of somebody's by what they call it, or its id. Nobody finds anybody else's. */
export async function sessionOf(db: Reader, owner: string, name: string): Promise<SessionRow | undefined> {
  const rows = await db
    .select()
    .from(chatSessions)
    .where(
      and(
        eq(chatSessions.owner, owner),
        sql`(${chatSessions.key} = ${name} OR ${chatSessions.id} = ${name})`,
      ),
    )
    .orderBy(sql`${chatSessions.key} = ${name} DESC`)
    .limit(1);
  return rows[0];
}

export async function sessionById(db: Reader, id: string): Promise<SessionRow | undefined> {
  const [row] = await db.select().from(chatSessions).where(eq(chatSessions.id, id));
  return row;
}

export interface SessionFilter {
  /** Undefined for everybody's. */
  owner: string | undefined;
  label?: string | undefined;
  archived?: boolean | undefined;
  contactId?: string | undefined;
  ticketId?: string | undefined;
  caseId?: string | undefined;
  words?: string | undefined;
  before?: { at: number; id: string } | undefined;
  limit: number;
}

/** Sessions, the one with the newest word first. */
export async function sessionsThat(db: Reader, filter: SessionFilter): Promise<SessionRow[]> {
  const { owner, label, archived = false, contactId, ticketId, caseId, words, before, limit } = filter;
  const isIt = (column: SQL | typeof chatSessions.label, value: string | undefined) =>
    value === undefined ? undefined : sql`${column} = ${value}`;
  return await db
    .select()
    .from(chatSessions)
    .where(
      and(
        sql`NOT is_once`,
        owner === undefined ? undefined : eq(chatSessions.owner, owner),
        archived ? sql`archived_at IS NOT NULL` : sql`archived_at IS NULL`,
        isIt(chatSessions.label, label),
        isIt(sql`contact_id`, contactId),
        isIt(sql`ticket_id`, ticketId),
        isIt(sql`case_id`, caseId),
        words === undefined ? undefined : holds(words),
        before && sql`(${chatSessions.updatedAt}, ${chatSessions.id}) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(desc(chatSessions.updatedAt), desc(chatSessions.id))
    .limit(limit);
}

function holds(words: string): SQL {
  const like = `%${words.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return sql`(name LIKE ${like} ESCAPE '\\' OR key LIKE ${like} ESCAPE '\\' OR EXISTS (
    SELECT 1 FROM chat_messages WHERE session_id = chat_sessions.id AND content LIKE ${like} ESCAPE '\\'))`;
}

export function putSession(row: NewSession): Statement {
  return statement(builder.insert(chatSessions).values(row));
}

/** Ends the unit where somebody has made one of that name a moment before. */
export function isNoSession(owner: string, key: string): Statement {
  return guard(
    "there is no such session yet",
    sql`NOT EXISTS (SELECT 1 FROM chat_sessions WHERE owner = ${owner} AND key = ${key})`,
  );
}

/** Ends the unit where the session has gone, such as with the contact that it was about. */
export function isSession(id: string): Statement {
  return guard("the session is there", sql`EXISTS (SELECT 1 FROM chat_sessions WHERE id = ${id})`);
}

export function setSession(id: string, values: Partial<NewSession>): Statement {
  return statement(builder.update(chatSessions).set(values).where(eq(chatSessions.id, id)));
}

/** Adds numbers to those of whose words went into a session, or to those of whom it is about. */
export function addNumbers(id: string, column: "peers" | "phones", numbers: readonly string[]): Statement[] {
  if (numbers.length === 0) return [];
  const name = sql.raw(column);
  return [
    statement(sql`UPDATE chat_sessions SET ${name} = (SELECT json_group_array(value) FROM (
      SELECT value FROM json_each(${name}) UNION SELECT value FROM json_each(${JSON.stringify(numbers)})))
      WHERE id = ${id}`),
  ];
}

export type NewMessage = Pick<MessageRow, "id" | "sessionId" | "role" | "content" | "callId" | "createdAt">;

/** Adds a message behind all others of its session; none where the session has gone. */
export function addMessage({ id, sessionId, role, content, callId, createdAt }: NewMessage): Statement {
  return statement(sql`INSERT INTO chat_messages (id, session_id, place, role, content, call_id, created_at)
    SELECT ${id}, id, (SELECT coalesce(max(place), 0) + 1 FROM chat_messages WHERE session_id = ${sessionId}),
      ${role}, ${content}, ${callId}, ${createdAt} FROM chat_sessions WHERE id = ${sessionId}`);
}

/** What was said in a session, the oldest first; with `after` or `before` a place from which it goes on. */
export async function messagesOf(
  db: Reader,
  sessionId: string,
  { upTo, before, limit = 10_000 }: { upTo?: number; before?: number | undefined; limit?: number } = {},
): Promise<MessageRow[]> {
  const rows = await db
    .select()
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.sessionId, sessionId),
        upTo === undefined ? undefined : sql`place <= ${upTo}`,
        before === undefined ? undefined : sql`place < ${before}`,
      ),
    )
    .orderBy(desc(chatMessages.place))
    .limit(limit);
  return rows.reverse();
}

/** The answer of a call. */
export async function answerTo(db: Reader, callId: string): Promise<MessageRow | undefined> {
  const [row] = await db
    .select()
    .from(chatMessages)
    .where(and(eq(chatMessages.callId, callId), eq(chatMessages.role, "assistant")));
  return row;
}

/** Copies what was said up to a place. */
export function copyMessages(
  from: string,
  to: string,
  upTo: number,
  ids: readonly string[],
  now: number,
): Statement {
  return statement(sql`INSERT INTO chat_messages (id, session_id, place, role, content, call_id, created_at)
    SELECT json_extract(${JSON.stringify(ids)}, '$[' || (row_number() OVER (ORDER BY place) - 1) || ']'),
      ${to}, place, role, content, NULL, ${now}
    FROM chat_messages WHERE session_id = ${from} AND place <= ${upTo}`);
}

export async function countMessages(db: Reader, sessionId: string, upTo: number): Promise<number> {
  const [row] = await db.values<[number]>(
    sql`SELECT count(*) FROM chat_messages WHERE session_id = ${sessionId} AND place <= ${upTo}`,
  );
  return row?.[0] ?? 0;
}

export function deleteMessages(sessionId: string): Statement {
  return statement(builder.delete(chatMessages).where(eq(chatMessages.sessionId, sessionId)));
}

/** What a session's calls have come to. */
export interface SessionSums {
  messages: number;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  cost: number;
  unknown: number;
  errors: number;
  averageMs: number | null;
}

export async function sumsOf(db: Reader, ids: readonly string[]): Promise<Map<string, SessionSums>> {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const rows = await db.values<
    [string, number, number, number, number, number, number, number, number | null]
  >(
    sql`SELECT s.id, (SELECT count(*) FROM chat_messages WHERE session_id = s.id), count(c.id),
      coalesce(sum(c.input_tokens), 0), coalesce(sum(c.output_tokens), 0), coalesce(sum(c.cost), 0),
      coalesce(sum(c.state <> 'reserved' AND c.cost IS NULL), 0),
      coalesce(sum(c.state IN ('failed', 'incomplete', 'lost')), 0),
      avg(CASE WHEN c.state = 'done' THEN c.latency_ms END)
      FROM chat_sessions s LEFT JOIN model_calls c ON c.session_id = s.id AND c.session_id IS NOT NULL
      WHERE s.id IN ${among} GROUP BY s.id`,
  );
  return new Map(
    rows.map(([id, messages, calls, inputTokens, outputTokens, cost, unknown, errors, averageMs]) => [
      id,
      { messages, calls, inputTokens, outputTokens, cost, unknown, errors, averageMs },
    ]),
  );
}

export async function sessionsOfContact(db: Reader, contactId: string): Promise<SessionRow[]> {
  return await db
    .select()
    .from(chatSessions)
    .where(eq(chatSessions.contactId, contactId))
    .orderBy(asc(chatSessions.createdAt));
}

/** What was asked without a session goes after a day, sessions when their last word is long ago. */
export function pruneSessions(onceBefore: number, before: number | undefined): Statement[] {
  const old = sql`(is_once AND updated_at < ${onceBefore})`;
  const isOld = before === undefined ? old : sql`(${old} OR updated_at < ${before})`;
  return [
    prune(chatMessages, sql`session_id IN (SELECT id FROM chat_sessions WHERE ${isOld})`),
    prune(
      chatSessions,
      sql`${isOld} AND NOT EXISTS (SELECT 1 FROM chat_messages WHERE session_id = chat_sessions.id)`,
    ),
  ];
}
