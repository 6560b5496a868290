import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type NativeDatabase, openNative } from "#runtime/libsql.ts";
import type { MigrationReport } from "../client.ts";
import { migrations as embedded, type Migration } from "../migrations/embedded.ts";
import { unreadable } from "../opening-errors.ts";
import { makeSearch } from "../search.ts";
import { journalTable, refuseForeign, stepStatements } from "../steps.ts";

/**
 * Brings a local file to this version's schema, under the process lock, after a snapshot of a file that
 * already holds something. All pending steps are one transaction with foreign keys off around it and
 * checked before its commit. The tables of search are made anew after them.
 * @throws MigrationError when a newer version has written the file, or a step was changed after it ran.
 */
export async function migrate(
  path: string,
  now: number,
  steps: readonly Migration[] = embedded,
  encryptionKey?: string,
  /** What is made from the tables, once they are as they should be. */
  derive: (database: NativeDatabase, schema: string) => unknown = makeSearch,
): Promise<MigrationReport> {
  const database = await openNative(path, { encryptionKey });
  try {
    openJournal(database, encryptionKey);
    const done = appliedSteps(database);
    refuseForeign(done, steps);
    const pending = steps.filter((step) => !done.has(step.id));
    const snapshot =
      pending.length > 0 && done.size > 0
        ? takeSnapshot(database, path, [...done.keys()].at(-1) ?? "empty", now)
        : undefined;
    if (pending.length > 0) await applySteps(path, pending, now, encryptionKey);
    derive(database, steps.at(-1)?.id ?? "empty");
    return { applied: pending.map((step) => step.id), snapshot };
  } finally {
    database.close();
  }
}

/** @throws MigrationError when the file cannot be read with this key; nothing of it has been touched then. */
function openJournal(database: NativeDatabase, encryptionKey: string | undefined): void {
  try {
    database.exec(journalTable);
  } catch (failure) {
    if (!isUnreadable(failure)) throw failure;
    throw unreadable(encryptionKey !== undefined);
  }
}

/** SQLITE_NOTADB (26): no database, or one under another key. */
function isUnreadable(failure: unknown): boolean {
  return failure instanceof Error && "rawCode" in failure && (Number(failure.rawCode) & 0xff) === 26;
}

function appliedSteps(database: NativeDatabase): Map<string, string> {
  const rows = database.prepare("SELECT id, hash FROM schema_migrations ORDER BY id").raw(true).all([]);
  return new Map(rows.map(([id, hash]) => [String(id), String(hash)]));
}

function takeSnapshot(database: NativeDatabase, path: string, last: string, now: number): string {
  const folder = join(dirname(path), "snapshots");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  const target = join(folder, `${last}-${stamp}.db`);
  database.prepare("VACUUM INTO ?").run([target]);
  return target;
}

/** @libsql/client's `migrate` keeps foreign keys off around a table rebuild, which a plain batch does not. */
async function applySteps(
  path: string,
  steps: readonly Migration[],
  now: number,
  encryptionKey: string | undefined,
): Promise<void> {
  const { createClient } = await import("@libsql/client/sqlite3");
  const client = createClient({
    url: `file:${path}`,
    timeout: 50,
    ...(encryptionKey ? { encryptionKey } : {}),
  });
  try {
    await client.migrate(stepStatements(steps, now));
  } finally {
    client.close();
  }
}
