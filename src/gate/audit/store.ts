import { randomBytes } from "node:crypto";
import { and, desc, eq, gt, lt, lte, or, type Placeholder, sql } from "drizzle-orm";
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

const columns = [
  "id",
  "at",
  "operation",
  "outcome",
  "user",
  "client",
  "face",
  "requestId",
  "parentId",
  "digest",
  "payloadHash",
] as const satisfies readonly (keyof AuditRow)[];

/** Lines that one statement writes at most: handing a line over costs more than storing it. */
const linesTogether = 50;
const insertions = new Map<number, (values: Record<string, unknown>) => Statement>();

/** Lines in their order, as one statement. */
function auditRows(lines: readonly AuditRow[]): Statement {
  const insert = insertions.get(lines.length) ?? insertionOf(lines.length);
  insertions.set(lines.length, insert);
  const values: Record<string, unknown> = {};
  for (const [n, line] of lines.entries()) for (const name of columns) values[`${name}${n}`] = line[name];
  return insert(values);
}

function insertionOf(count: number) {
  const row = (n: number) => Object.fromEntries(columns.map((name) => [name, place(`${name}${n}`)]));
  const rows = Array.from(
    { length: count },
    (_, n) => row(n) as Record<(typeof columns)[number], Placeholder>,
  );
  return template<Record<string, unknown>>(() => builder.insert(audit).values(rows));
}

const payloadRow = template<{ auditId: string; salt: string; input: string; reasoning: string | undefined }>(
  () =>
    builder.insert(auditPayloads).values({
      auditId: place("auditId"),
      salt: place("salt"),
      input: place("input"),
      reasoning: place("reasoning"),
    }),
);

/** A call's line with what was asked in it, and the lines of its parts. */
export function auditStatements(
  { input, reasoning, ...line }: AuditEntry,
  parts: readonly AuditRow[] = [],
): Statement[] {
  if (input === undefined) return [auditRows([line, ...parts])];
  const salt = randomBytes(16).toString("base64url");
  return [
    auditRows([{ ...line, payloadHash: payloadHash(salt, input, reasoning) }, ...parts]),
    payloadRow({ auditId: line.id, salt, input, reasoning }),
  ];
}

/** Many lines at once, in their order; those that carry an input are written one by one. */
export function auditBatch(entries: readonly AuditEntry[]): Statement[] {
  const statements: Statement[] = [];
  for (let at = 0; at < entries.length; at += linesTogether) {
    const group = entries.slice(at, at + linesTogether);
    const isPlain = group.length === linesTogether && group.every(({ input }) => input === undefined);
    if (isPlain) statements.push(auditRows(group));
    else statements.push(...group.flatMap((entry) => auditStatements(entry)));
  }
  return statements;
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
