import { and, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { audit, auditPayloads, authorizationRequests } from "#db/schema/oversight.ts";
import { prune, type Statement, statement, template } from "#db/statement.ts";

/** One line of the audit: who did what, and how it ended. */
export interface AuditEntry {
  id: string;
  at: number;
  operation: string;
  outcome: string;
  user: string;
  client: string;
  face: string;
  requestId: string;
  parentId?: string;
  digest?: string;
  /** Canonical JSON of the input, kept in a table of its own; left out for reads. */
  input?: string;
  reasoning?: string;
}

const place = sql.placeholder;

const auditRow = template<Omit<AuditEntry, "input" | "reasoning">>(() =>
  builder.insert(audit).values({
    id: place("id"),
    at: place("at"),
    operation: place("operation"),
    outcome: place("outcome"),
    user: place("user"),
    client: place("client"),
    face: place("face"),
    requestId: place("requestId"),
    parentId: place("parentId"),
    digest: place("digest"),
  }),
);

/** Lines that one statement writes: handing a line over costs more than storing it. */
const linesTogether = 50;
const together = Array.from({ length: linesTogether }, (_, n) => n);

const auditRows = template<Record<string, unknown>>(() =>
  builder.insert(audit).values(
    together.map((n) => ({
      id: place(`id${n}`),
      at: place(`at${n}`),
      operation: place(`operation${n}`),
      outcome: place(`outcome${n}`),
      user: place(`user${n}`),
      client: place(`client${n}`),
      face: place(`face${n}`),
      requestId: place(`requestId${n}`),
      parentId: place(`parentId${n}`),
      digest: place(`digest${n}`),
    })),
  ),
);

const payloadRow = template<{ auditId: string; input: string; reasoning: string | undefined }>(() =>
  builder
    .insert(auditPayloads)
    .values({ auditId: place("auditId"), input: place("input"), reasoning: place("reasoning") }),
);

export function auditStatements({ input, reasoning, ...line }: AuditEntry): Statement[] {
  const row = auditRow(line);
  return input === undefined ? [row] : [row, payloadRow({ auditId: line.id, input, reasoning })];
}

/** Many lines at once, in their order; those that carry an input are written one by one. */
export function auditBatch(entries: readonly AuditEntry[]): Statement[] {
  const statements: Statement[] = [];
  let at = 0;
  while (at < entries.length) {
    const group = entries.slice(at, at + linesTogether);
    const isPlain = group.length === linesTogether && group.every(({ input }) => input === undefined);
    if (isPlain) statements.push(auditRows(numbered(group)));
    else statements.push(...group.flatMap(auditStatements));
    at += group.length;
  }
  return statements;
}

function numbered(group: readonly AuditEntry[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const n of together) {
    for (const [name, value] of Object.entries(group[n] ?? {})) values[`${name}${n}`] = value;
  }
  return values;
}

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

/** Lets go of the audit from before `before`, inputs first. */
export function pruneAudit(before: number): Statement[] {
  const old = sql`SELECT id FROM audit WHERE at < ${before}`;
  return [
    prune(auditPayloads, sql`audit_id IN (${old})`),
    prune(audit, sql`at < ${before} AND NOT EXISTS (SELECT 1 FROM audit_payloads WHERE audit_id = audit.id)`),
  ];
}
