import { and, desc, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { backupRuns } from "#db/schema/backups.ts";
import { prune, type Statement, statement } from "#db/statement.ts";

export type BackupRun = typeof backupRuns.$inferSelect;
export type BackupKind = BackupRun["kind"];

export function insertRun(run: typeof backupRuns.$inferInsert): Statement {
  return statement(builder.insert(backupRuns).values(run));
}

/** How the last one of a kind ended; undefined where there was none. */
export async function lastRun(db: Reader, kind: BackupKind, wentWell?: true): Promise<BackupRun | undefined> {
  const well = wentWell ? sql`problem IS NULL` : undefined;
  const [row] = await db
    .select()
    .from(backupRuns)
    .where(and(eq(backupRuns.kind, kind), well))
    .orderBy(desc(backupRuns.startedAt))
    .limit(1);
  return row;
}

/** The newest drills that each copy went through. */
export async function drillsOf(db: Reader): Promise<Map<string, BackupRun>> {
  const rows = await db
    .select()
    .from(backupRuns)
    .where(eq(backupRuns.kind, "drill"))
    .orderBy(desc(backupRuns.startedAt))
    .limit(500);
  return new Map(rows.reverse().flatMap((row) => (row.name === null ? [] : [[row.name, row] as const])));
}

export function pruneRuns(before: number): Statement {
  return prune(backupRuns, sql`started_at < ${before}`);
}
