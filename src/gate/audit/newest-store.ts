import { and, desc, eq, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { audit, auditPayloads } from "#db/schema/oversight.ts";
import { nextTurn } from "#platform/turn.ts";
import type { StoredLine } from "./line.ts";
import { type Alike, kindsOf, linesTogether, unpacked } from "./pack.ts";

/** Rows that are looked through between two turns of the event loop. */
const rowsAtOnce = 50;

/** Which lines are looked for: those before one, and of one operation, outcome, client or user. */
export interface AuditFilter {
  before: number | undefined;
  operation: string | undefined;
  outcome: string | undefined;
  who: string | undefined;
  /** Operations whose lines are left out where they went well. */
  quiet?: readonly string[] | undefined;
  /** True where what an operation did as a part of another is left out. */
  isWhole?: boolean | undefined;
  /** True where what the desk did by itself is left out. */
  isByOthers?: boolean | undefined;
  /** Milliseconds, UTC: nothing from before it. */
  since?: number | undefined;
  limit: number;
}

/** The newest lines that meet the filter, newest first. */
export async function newestLines(db: Reader, filter: AuditFilter): Promise<StoredLine[]> {
  const {
    before = Number.MAX_SAFE_INTEGER,
    operation,
    outcome,
    who,
    quiet = [],
    isWhole,
    isByOthers,
    since,
    limit,
  } = filter;
  const isQuiet = new Set(quiet);
  const found: StoredLine[] = [];
  // The lines packed in a row come before its own, so a row from after `before` may hold some from before it.
  let below = Math.min(before + linesTogether, Number.MAX_SAFE_INTEGER);
  while (found.length < limit) {
    const rows = await db
      .select()
      .from(audit)
      .where(
        and(
          lt(audit.seq, below),
          operation === undefined ? undefined : either(eq(audit.operation, operation), operation),
          outcome === undefined ? undefined : either(eq(audit.outcome, outcome), outcome),
          who === undefined
            ? undefined
            : or(either(eq(audit.user, who), who), either(eq(audit.client, who), who)),
          since === undefined ? undefined : from(since),
          isWhole ? isWholeRow : undefined,
          isByOthers ? or(ne(audit.user, "system"), sql`${audit.packed} IS NOT NULL`) : undefined,
          quiet.length === 0 ? undefined : isTold(quiet),
        ),
      )
      .orderBy(desc(audit.seq))
      .limit(rowsAtOnce);
    for (const row of rows) {
      if (found.length >= limit) break;
      if (isAlike(row) || kindsOf(row).some(isAlike))
        found.push(
          ...unpacked(row)
            .reverse()
            .filter((line) => line.seq < before && isAlike(line) && !(isWhole && isQuietPart(line))),
        );
    }
    await nextTurn();
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) break;
    below = last.seq;
  }
  return found.slice(0, limit);

  function isAlike(line: Alike): boolean {
    return (
      (operation === undefined || line.operation === operation) &&
      (outcome === undefined || line.outcome === outcome) &&
      (who === undefined || line.user === who || line.client === who) &&
      !(line.outcome === "done" && isQuiet.has(line.operation)) &&
      !(isByOthers && line.user === "system")
    );
  }
}

/** Rows of more than what an operation did well as a part of another. */
const isWholeRow = or(isNull(audit.parentId), ne(audit.outcome, "done"), sql`${audit.packed} IS NOT NULL`);

function isQuietPart({ parentId, outcome }: StoredLine): boolean {
  return parentId !== null && outcome === "done";
}

/** Rows from the first one on that is not older. */
function from(since: number): SQL {
  return sql`${audit.seq} >= coalesce((SELECT min(seq) FROM audit WHERE at >= ${since}), 9223372036854775807)`;
}

/** Rows whose own line is told, or that hold others, of which one may be. */
function isTold(quiet: readonly string[]): SQL {
  const names = sql`(SELECT value FROM json_each(${JSON.stringify(quiet)}))`;
  return sql`(${audit.packed} IS NOT NULL OR ${audit.outcome} <> 'done' OR ${audit.operation} NOT IN ${names})`;
}

/** Rows whose own line is meant, or one packed in them may be. */
function either(own: SQL, value: string): SQL | undefined {
  return or(own, sql`instr(${audit.packed}, ${JSON.stringify(value)}) > 0`);
}

/** What was asked in some lines, where it is still there: canonical JSON by the line's id. */
export async function inputsOf(db: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { auditId, input } = auditPayloads;
  const rows = await db
    .select({ auditId, input })
    .from(auditPayloads)
    .where(inArray(auditId, [...ids]));
  return new Map(rows.map((row) => [row.auditId, row.input]));
}
