import { randomBytes } from "node:crypto";
import { and, desc, eq, gt, lte, type Placeholder, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { audit, auditPayloads, auditSeals } from "#db/schema/oversight.ts";
import { guard, prune, type Statement, statement, template, type Unit } from "#db/statement.ts";
import { canonicalJson } from "#platform/canonical.ts";
import { type ChainedText, payloadHash, type Seal } from "./chain.ts";
import type { AuditEntry } from "./line.ts";
import { isPackable, linesTogether, packed, packedTexts, unpacked } from "./pack.ts";
import type { AuditRecord } from "./verify.ts";

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
  const rows = Array.from({ length: count }, (_, n) => placesOf(String(n)));
  return template<Record<string, unknown>>(() => builder.insert(audit).values(rows));
}

function placesOf(suffix: string): Record<(typeof columns)[number], Placeholder> {
  const places = columns.map((name) => [name, place(`${name}${suffix}`)]);
  return Object.fromEntries(places) as Record<(typeof columns)[number], Placeholder>;
}

/** The last of some lines as a row, and those before it packed in it; it is numbered as if each had a row. */
const packRow = template<Record<string, unknown>>(() =>
  builder.insert(audit).values({
    ...placesOf(""),
    seq: sql`max((SELECT coalesce(max(seq), 0) FROM audit), (SELECT coalesce(max(seq), 0) FROM audit_seals)) + ${place("count")}`,
    packed: place("packed"),
  }),
);

function packOf(entries: readonly AuditEntry[]): Statement {
  const own = entries.at(-1) as AuditEntry;
  return packRow({ ...own, count: entries.length, packed: packed(entries.slice(0, -1)) });
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

/** Runs of packable lines below this are rows of their own. */
const fewestTogether = 20;

/** Some lines in their order, as units: of a hundred those are packed that may be, in runs; fewer stay single. */
export function auditUnits(entries: readonly AuditEntry[]): AuditUnit[] {
  const single = (entry: AuditEntry) => ({ unit: auditStatements(entry), lines: 1 });
  if (entries.length < linesTogether) return entries.map(single);
  const units: AuditUnit[] = [];
  let run: AuditEntry[] = [];
  const endRun = () => {
    if (run.length >= fewestTogether) units.push({ unit: [packOf(run)], lines: run.length });
    else units.push(...run.map(single));
    run = [];
  };
  for (const entry of entries) {
    if (isPackable(entry)) run.push(entry);
    else {
      endRun();
      units.push(single(entry));
    }
  }
  endRun();
  return units;
}

/** What is written together or not at all, and how many lines it holds. */
export interface AuditUnit {
  unit: Unit;
  lines: number;
}

/** The newest seal; undefined while nothing is sealed. */
export async function lastSeal(db: Reader): Promise<Seal | undefined> {
  const [row] = await db.select().from(auditSeals).orderBy(desc(auditSeals.seq)).limit(1);
  return row;
}

/**
 * Lines from after `seq` on, in their order, as the chain takes them: about `most`, never a part of a row's. Each is
 * there once, whatever is written meanwhile.
 */
export async function linesAfter(db: Reader, seq: number, most: number): Promise<ChainedText[]> {
  const within = (end: SQL | undefined) =>
    db
      .select()
      .from(audit)
      .where(and(gt(audit.seq, seq), end))
      .orderBy(audit.seq);
  const near = await within(lte(audit.seq, seq + most));
  const rows = near.length > 0 ? near : await within(undefined).limit(1);
  return rows.flatMap(({ packed: before, ...own }) => [
    ...packedTexts({ ...own, packed: before }),
    { seq: own.seq, text: canonicalJson(own) },
  ]);
}

/** Every line with what was asked in it, where that is still there, and each seal after the last line it covers. */
export async function* auditRecords(db: Reader): AsyncGenerator<AuditRecord> {
  let at = 0;
  let sealed = 0;
  // What is sealed meanwhile covers lines that have not been read: only seals whose lines were all there at the start.
  const newest = (await lastSeal(db))?.seq ?? -1;
  let seals = await sealsAfter(db, -1, newest);
  for (;;) {
    const rows = await db
      .select({ line: audit, payload: auditPayloads })
      .from(audit)
      .leftJoin(auditPayloads, eq(auditPayloads.auditId, audit.id))
      .where(gt(audit.seq, at))
      .orderBy(audit.seq)
      .limit(pageOfRows);
    for (const { line: row, payload } of rows) {
      for (const line of unpacked(row)) {
        yield* sealsBefore(line.seq);
        yield { type: "line", line, ...(payload && line.seq === row.seq ? { payload } : {}) };
      }
      at = row.seq;
    }
    if (rows.length < pageOfRows) break;
  }
  yield* sealsBefore(Number.POSITIVE_INFINITY);

  async function* sealsBefore(seq: number): AsyncGenerator<AuditRecord> {
    for (;;) {
      const next = seals.shift();
      if (!next) {
        seals = await sealsAfter(db, sealed, newest);
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

const pageOfRows = 200;
const pageOfSeals = 1000;

async function sealsAfter(db: Reader, seq: number, newest: number): Promise<Seal[]> {
  return await db
    .select()
    .from(auditSeals)
    .where(and(gt(auditSeals.seq, seq), lte(auditSeals.seq, newest)))
    .orderBy(auditSeals.seq)
    .limit(pageOfSeals);
}

/** Seals the lines up to `seal.seq`; the unit ends where somebody else has sealed since `seal.previous`. */
export function insertSeal(seal: Seal): Statement[] {
  const isNext = sql`coalesce((SELECT hash FROM audit_seals ORDER BY seq DESC LIMIT 1), '') = ${seal.previous}`;
  return [
    guard("the chain ends where this seal begins", isNext),
    statement(builder.insert(auditSeals).values(seal)),
  ];
}

/** Lines that are let go in one unit, about; housekeeping comes once a minute. */
const linesLetGo = 10_000;

/**
 * Lets go of the audit up to a seal from before `before`: whole sealed stretches only, so that what is left is whole at
 * any moment; inputs first. The last seal of what has gone stays, so that what is left is still tied to it.
 */
export function pruneAudit(before: number): Statement[] {
  const last = sql`(SELECT coalesce(max(seq), 0) FROM (SELECT seq, sum(lines) OVER (ORDER BY seq) AS together,
    row_number() OVER (ORDER BY seq) AS n FROM audit_seals
    WHERE at < ${before} AND seq >= (SELECT min(seq) FROM audit)) WHERE together <= ${linesLetGo} OR n = 1)`;
  return [
    statement(sql`DELETE FROM audit_payloads WHERE audit_id IN (SELECT id FROM audit WHERE seq <= ${last})`),
    statement(sql`DELETE FROM audit WHERE seq <= ${last}`),
    prune(
      auditSeals,
      sql`seq < coalesce((SELECT max(seq) FROM audit_seals WHERE seq < (SELECT min(seq) FROM audit)),
        CASE WHEN EXISTS (SELECT 1 FROM audit) THEN 0 ELSE (SELECT max(seq) FROM audit_seals) END)`,
    ),
  ];
}
