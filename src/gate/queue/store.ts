import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { authorizationRequests, type requestStates } from "#db/schema/oversight.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type RequestRow = typeof authorizationRequests.$inferSelect;
export type RequestState = (typeof requestStates)[number];

/** An operation that a person has to decide on, as it is stored. */
export type QueuedRequest = Omit<typeof authorizationRequests.$inferInsert, "state">;

const requests = authorizationRequests;

/**
 * Stores the request; an equal one that still waits stays the only one. Requests of the same call whose facts
 * were others go stale.
 */
export function queueStatements(request: QueuedRequest): Statement[] {
  const { createdAt: now } = request;
  const same = and(eq(requests.digest, request.digest), eq(requests.state, "pending"));
  const outdated = and(
    eq(requests.callDigest, request.callDigest ?? ""),
    eq(requests.state, "pending"),
    sql`${requests.digest} <> ${request.digest}`,
  );
  return [
    statement(
      builder
        .update(requests)
        .set({ state: "expired", endedAt: now, sealedKey: null })
        .where(and(same, lte(requests.expiresAt, now))),
    ),
    statement(
      builder
        .update(requests)
        .set({ state: "stale", endedAt: now, replacedBy: request.id, sealedKey: null })
        .where(outdated),
    ),
    statement(
      builder
        .insert(requests)
        .values({ ...request, state: "pending" })
        .onConflictDoNothing(),
    ),
  ];
}

export const queueIsFull = "the app's queue has room";

/** Ends the unit where an app has so many requests waiting, or so much in them; one that waits already takes no room. */
export function queueHasRoom(
  { family = "", digest, facts, input }: QueuedRequest,
  most: { requests: number; characters: number },
): Statement {
  const waits = sql`FROM authorization_requests WHERE state = 'pending'`;
  const size = facts.length + input.length;
  return guard(
    queueIsFull,
    sql`EXISTS (SELECT 1 ${waits} AND digest = ${digest}) OR (
      (SELECT count(*) ${waits} AND family = ${family}) < ${most.requests} AND
      (SELECT coalesce(sum(length(facts) + length(input)), 0) ${waits} AND family = ${family}) + ${size} <= ${most.characters})`,
  );
}

/** The request with this digest that still waits. */
export async function pendingRequest(db: Reader, digest: string): Promise<RequestRow | undefined> {
  const [row] = await byDigest(db).execute({ digest });
  return row;
}

const byDigest = preparedBy((db) =>
  db
    .select()
    .from(requests)
    .where(and(eq(requests.digest, sql.placeholder("digest")), sql`state = 'pending'`))
    .prepare(),
);

const byId = preparedBy((db) =>
  db
    .select()
    .from(requests)
    .where(eq(requests.id, sql.placeholder("id")))
    .prepare(),
);

const byKey = preparedBy((db) =>
  db
    .select({ idempotency: requests.idempotency })
    .from(requests)
    .where(
      and(
        eq(requests.state, "pending"),
        sql`json_extract(${requests.idempotency}, '$.scope') = ${sql.placeholder("scope")}`,
        sql`json_extract(${requests.idempotency}, '$.key') = ${sql.placeholder("key")}`,
      ),
    )
    .limit(1)
    .prepare(),
);

/** What waits under an idempotency key, as the key's JSON. */
export async function waitingUnderKey(
  db: Reader,
  key: { scope: string; key: string },
): Promise<string | undefined> {
  const [row] = await byKey(db).execute({ scope: key.scope, key: key.key });
  return row?.idempotency ?? undefined;
}

const byCall = preparedBy((db) =>
  db
    .select()
    .from(requests)
    .where(eq(requests.callDigest, sql.placeholder("callDigest")))
    .orderBy(desc(requests.createdAt), desc(requests.id))
    .limit(1)
    .prepare(),
);

/** The newest request of the same call. */
export async function newestOfCall(db: Reader, callDigest: string): Promise<RequestRow | undefined> {
  const [row] = await byCall(db).execute({ callDigest });
  return row;
}

/** How many requests wait for a person. */
export async function countPending(db: Reader, now: number): Promise<number> {
  const waits = and(eq(requests.state, "pending"), gt(requests.expiresAt, now));
  const [row] = await db.select({ n: sql<number>`count(*)` }).from(requests).where(waits);
  return row?.n ?? 0;
}

export async function requestById(db: Reader, id: string): Promise<RequestRow | undefined> {
  const [row] = await byId(db).execute({ id });
  return row;
}

/** Which requests are looked for: those that wait or those that do not, of one client, or with a word in them. */
export interface RequestFilter {
  isWaiting: boolean;
  client?: string | undefined;
  words?: string | undefined;
  before?: string | undefined;
  limit: number;
  now: number;
}

/** Those that wait oldest first, so that none moves while it is looked at; the others newest first. */
export async function listRequests(db: Reader, filter: RequestFilter): Promise<RequestRow[]> {
  const { isWaiting, client, words, before, limit, now } = filter;
  const waits = and(eq(requests.state, "pending"), gt(requests.expiresAt, now));
  const pattern = words && `%${words.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const searched = [
    requests.operation,
    requests.facts,
    requests.reason,
    requests.reasoning,
    requests.note,
    requests.id,
  ];
  return await db
    .select()
    .from(requests)
    .where(
      and(
        isWaiting ? waits : sql`NOT (${waits})`,
        client === undefined ? undefined : eq(requests.client, client),
        pattern ? or(...searched.map((column) => sql`${column} LIKE ${pattern} ESCAPE '\\'`)) : undefined,
        before ? lt(requests.id, before) : undefined,
      ),
    )
    .orderBy(isWaiting ? asc(requests.id) : desc(requests.id))
    .limit(limit);
}

/** How a request that waited ends, in the unit of whoever ends it; the unit stops where it waits no longer. */
export function endRequest(
  { id, digest }: Pick<RequestRow, "id" | "digest">,
  change: Partial<RequestRow> & { state: RequestState },
  now: number,
): Statement[] {
  return [
    guard(
      "the request still waits",
      sql`EXISTS (SELECT 1 FROM authorization_requests WHERE id = ${id} AND digest = ${digest}
        AND state = 'pending' AND expires_at > ${now})`,
    ),
    statement(builder.update(requests).set(change).where(eq(requests.id, id))),
  ];
}

/** Ends the unit where a request that was read as waiting has been decided meanwhile. */
export function stillWaits({ id }: Pick<RequestRow, "id">): Statement {
  return guard(
    "the same call still waits",
    sql`EXISTS (SELECT 1 FROM authorization_requests WHERE id = ${id} AND state = 'pending')`,
  );
}

/** Ends a request that waits: its call is done another way. The unit stops where it waits no longer. */
export function withdrawRequest(request: Pick<RequestRow, "id">, now: number): Statement[] {
  const { id } = request;
  return [
    stillWaits(request),
    statement(
      builder
        .update(requests)
        .set({ state: "cancelled", endedAt: now, sealedKey: null })
        .where(eq(requests.id, id)),
    ),
  ];
}

/**
 * Brings a request to the state that its effects have come to, once none of them is under way: all that failed
 * make it failed, one in doubt leaves it in doubt.
 */
export function settleRequest(id: string, now: number): Statement {
  const its = (states: string) =>
    sql`EXISTS (SELECT 1 FROM outbox WHERE request_id = ${id} AND state IN (${sql.raw(states)}))`;
  return statement(sql`UPDATE authorization_requests SET ended_at = ${now}, state = CASE
      WHEN ${its("'unknown'")} THEN 'unknown' WHEN ${its("'done'")} THEN 'executed' ELSE 'failed' END
    WHERE id = ${id} AND state IN ('executing', 'unknown') AND NOT ${its("'intended', 'trying'")}`);
}

/** Requests whose time is up. */
export async function overdueRequests(db: Reader, now: number, limit: number): Promise<RequestRow[]> {
  return await db
    .select()
    .from(requests)
    .where(and(eq(requests.state, "pending"), lte(requests.expiresAt, now)))
    .limit(limit);
}

/** Lets a request expire that nobody decided in time. */
export function expireRequest(id: string, now: number): Statement {
  return statement(
    builder
      .update(requests)
      .set({ state: "expired", endedAt: now, sealedKey: null })
      .where(and(eq(requests.id, id), eq(requests.state, "pending"), lte(requests.expiresAt, now))),
  );
}

/** What waits and nobody has been told of yet, and what waits for half its time and nobody was reminded of. */
export async function untoldRequests(db: Reader, now: number): Promise<{ fresh: string[]; late: string[] }> {
  const waits = and(eq(requests.state, "pending"), gt(requests.expiresAt, now));
  const halfway = sql`(${requests.createdAt} + ${requests.expiresAt}) / 2 <= ${now}`;
  const ids = async (which: SQL | undefined) =>
    (await db.select({ id: requests.id }).from(requests).where(and(waits, which)).limit(500)).map(
      ({ id }) => id,
    );
  return {
    fresh: await ids(isNull(requests.noticedAt)),
    late: await ids(and(isNull(requests.remindedAt), halfway)),
  };
}

/** When people were last told of a request. */
export async function lastNotice(db: Reader): Promise<number> {
  const [row] = await db.select({ at: sql<number | null>`max(noticed_at)` }).from(requests);
  return row?.at ?? 0;
}

/** People are told of these; the unit ends where another process has told them at this moment. */
export function markTold(ids: string[], change: { noticedAt: number } | { remindedAt: number }): Statement[] {
  if (ids.length === 0) return [];
  const column = "noticedAt" in change ? requests.noticedAt : requests.remindedAt;
  const told = sql`SELECT 1 FROM ${requests} WHERE ${inArray(requests.id, ids)} AND ${column} IS NOT NULL`;
  return [
    guard("nobody was told of them meanwhile", sql`NOT EXISTS (${told})`),
    statement(builder.update(requests).set(change).where(inArray(requests.id, ids))),
  ];
}

/** The askers' keys that wait with requests, sealed. */
export async function requestKeys(db: Reader): Promise<{ id: string; sealed: string }[]> {
  const rows = await db
    .select({ id: requests.id, sealed: requests.sealedKey })
    .from(requests)
    .where(isNotNull(requests.sealedKey));
  return rows.map(({ id, sealed }) => ({ id, sealed: sealed ?? "" }));
}

export function resealRequest(id: string, sealedKey: string): Statement {
  return statement(
    builder
      .update(requests)
      .set({ sealedKey })
      .where(and(eq(requests.id, id), isNotNull(requests.sealedKey))),
  );
}
