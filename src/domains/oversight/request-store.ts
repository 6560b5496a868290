import { and, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { authorizationRequests } from "#db/schema/oversight.ts";
import { type Statement, statement } from "#db/statement.ts";

/** An operation that a person has to decide on, as it is stored. */
export interface QueuedRequest {
  id: string;
  operation: string;
  /** Canonical JSON: this runs, whatever is asked later. */
  input: string;
  facts: string;
  digest: string;
  reason: string;
  reasoning: string | undefined;
  user: string;
  client: string;
  scopes: string;
  now: number;
  expiresAt: number;
}

/** Stores the request; an equal one that still waits stays the only one. */
export function queueStatements(request: QueuedRequest): Statement[] {
  const { now, reasoning, ...row } = request;
  const lapse = builder
    .update(authorizationRequests)
    .set({ state: "expired" })
    .where(
      and(
        eq(authorizationRequests.digest, request.digest),
        eq(authorizationRequests.state, "pending"),
        sql`${authorizationRequests.expiresAt} <= ${now}`,
      ),
    );
  const insert = builder
    .insert(authorizationRequests)
    .values({ ...row, reasoning: reasoning ?? null, state: "pending", createdAt: now })
    .onConflictDoNothing();
  return [statement(lapse), statement(insert)];
}

/** The request with this digest that still waits. */
export async function pendingRequest(db: Reader, digest: string) {
  const [row] = await db
    .select({
      id: authorizationRequests.id,
      reason: authorizationRequests.reason,
      expiresAt: authorizationRequests.expiresAt,
    })
    .from(authorizationRequests)
    .where(and(eq(authorizationRequests.digest, digest), eq(authorizationRequests.state, "pending")));
  return row;
}

/** How many requests of a client wait. */
export async function pendingOf(db: Reader, client: string): Promise<number> {
  const { state, client: asker } = authorizationRequests;
  const [row] = await db
    .select({ n: sql<number>`count(*)` })
    .from(authorizationRequests)
    .where(and(eq(state, "pending"), eq(asker, client)));
  return row?.n ?? 0;
}

/** One client's own request; nobody else's is found. */
export async function requestOf(db: Reader, id: string, client: string) {
  const [row] = await db
    .select()
    .from(authorizationRequests)
    .where(and(eq(authorizationRequests.id, id), eq(authorizationRequests.client, client)));
  return row;
}

/** Lets requests expire that nobody decided in time. */
export function expireStatements(now: number): Statement[] {
  return [
    statement(
      builder
        .update(authorizationRequests)
        .set({ state: "expired" })
        .where(
          and(eq(authorizationRequests.state, "pending"), sql`${authorizationRequests.expiresAt} <= ${now}`),
        ),
    ),
  ];
}
