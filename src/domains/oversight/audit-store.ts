import { randomBytes } from "node:crypto";
import { and, desc, eq, gt, lt, lte, or, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { audit, auditPayloads, auditSeals } from "#db/schema/oversight.ts";
import { guard, prune, type Statement, statement, template } from "#db/statement.ts";
import { payloadHash, type Seal } from "./chain.ts";
import type { AuditRecord } from "./verify.ts";

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

type AuditRow = Omit<AuditEntry, "input" | "reasoning"> & { payloadHash?: string };

const auditRow = template<AuditRow>(() =>
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
    payloadHash: place("payloadHash"),
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

const payloadRow = template<{ auditId: string; salt: string; input: string; reasoning: string | undefined }>(
  () =>
    builder.insert(auditPayloads).values({
      auditId: place("auditId"),
      salt: place("salt"),
      input: place("input"),
      reasoning: place("reasoning"),
    }),
);

export function auditStatements({ input, reasoning, ...line }: AuditEntry): Statement[] {
  if (input === undefined) return [auditRow(line)];
  const salt = randomBytes(16).toString("base64url");
  return [
    auditRow({ ...line, payloadHash: payloadHash(salt, input, reasoning) }),
    payloadRow({ auditId: line.id, salt, input, reasoning }),
  ];
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

export type StoredLine = typeof audit.$inferSelect;

/** The newest seal; undefined while nothing is sealed. */
export async function lastSeal(db: Reader): Promise<Seal | undefined> {
  const [row] = await db.select().from(auditSeals).orderBy(desc(auditSeals.seq)).limit(1);
  return row;
}

/** Lines from after `seq` on, in their order. */
export async function linesAfter(db: Reader, seq: number, limit: number): Promise<StoredLine[]> {
  return await db.select().from(audit).where(gt(audit.seq, seq)).orderBy(audit.seq).limit(limit);
}

/** Every line with what was asked in it, where that is still there, and each seal after the last line it covers. */
export async function* auditRecords(db: Reader): AsyncGenerator<AuditRecord> {
  let at = 0;
  let sealed = 0;
  let seals = await sealsAfter(db, -1);
  for (;;) {
    const rows = await db
      .select({ line: audit, payload: auditPayloads })
      .from(audit)
      .leftJoin(auditPayloads, eq(auditPayloads.auditId, audit.id))
      .where(gt(audit.seq, at))
      .orderBy(audit.seq)
      .limit(pageOfLines);
    for (const { line, payload } of rows) {
      yield* sealsBefore(line.seq);
      yield { type: "line", line, ...(payload ? { payload } : {}) };
      at = line.seq;
    }
    if (rows.length < pageOfLines) break;
  }
  yield* sealsBefore(Number.POSITIVE_INFINITY);

  async function* sealsBefore(seq: number): AsyncGenerator<AuditRecord> {
    for (;;) {
      const next = seals.shift();
      if (!next) {
        seals = await sealsAfter(db, sealed);
        if (seals.length === 0) return;
      } else if (next.seq < seq) {
        sealed = next.seq;
        yield { type: "seal", seal: next };
      } else {
        seals.unshift(next);
        return;
      }
    }
  }
}

const pageOfLines = 1000;

async function sealsAfter(db: Reader, seq: number): Promise<Seal[]> {
  return await db
    .select()
    .from(auditSeals)
    .where(gt(auditSeals.seq, seq))
    .orderBy(auditSeals.seq)
    .limit(pageOfLines);
}

/** Which lines are looked for: those before one, and of one operation, outcome, client or user. */
export interface AuditFilter {
  before: number | undefined;
  operation: string | undefined;
  outcome: string | undefined;
  who: string | undefined;
  limit: number;
}

/** The newest lines that meet the filter, newest first. */
export async function newestLines(
  db: Reader,
  { before, operation, outcome, who, limit }: AuditFilter,
): Promise<StoredLine[]> {
  return await db
    .select()
    .from(audit)
    .where(
      and(
        before === undefined ? undefined : lt(audit.seq, before),
        operation === undefined ? undefined : eq(audit.operation, operation),
        outcome === undefined ? undefined : eq(audit.outcome, outcome),
        who === undefined ? undefined : or(eq(audit.user, who), eq(audit.client, who)),
      ),
    )
    .orderBy(desc(audit.seq))
    .limit(limit);
}

/** Seals the lines up to `seal.seq`; the unit ends where somebody else has sealed since `seal.previous`. */
export function insertSeal(seal: Seal): Statement[] {
  const isNext = sql`coalesce((SELECT hash FROM audit_seals ORDER BY seq DESC LIMIT 1), '') = ${seal.previous}`;
  return [
    guard("the chain ends where this seal begins", isNext),
    statement(builder.insert(auditSeals).values(seal)),
  ];
}

/**
 * Lets go of the audit up to the last seal from before `before`: whole sealed stretches, inputs first. The
 * last seal of what has gone stays, so that what is left is still tied to it.
 */
export function pruneAudit(before: number): Statement[] {
  const last = sql`(SELECT coalesce(max(seq), 0) FROM audit_seals WHERE at < ${before})`;
  const old = sql`SELECT id FROM audit WHERE seq <= ${last}`;
  return [
    prune(auditPayloads, sql`audit_id IN (${old})`),
    prune(audit, sql`seq <= ${last} AND NOT EXISTS (SELECT 1 FROM audit_payloads WHERE audit_id = audit.id)`),
    prune(
      auditSeals,
      sql`${lte(auditSeals.seq, last)} AND seq < (SELECT coalesce(min(seq), 0) - 1 FROM audit)
      AND seq < ${last}`,
    ),
  ];
}
