import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type NativeDatabase, openNative } from "#runtime/libsql.ts";
import { migrations as embedded, type Migration } from "./migrations/embedded.ts";
import { MigrationError, unreadable } from "./opening-errors.ts";
import { makeSearch } from "./search.ts";

export interface MigrationReport {
  applied: string[];
  /** Copy of the file as it was before, when there was something to keep. */
  snapshot: string | undefined;
}

const journalTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
  id text PRIMARY KEY NOT NULL, hash text NOT NULL, applied_at integer NOT NULL)`;

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

function refuseForeign(done: Map<string, string>, steps: readonly Migration[]): void {
  const known = new Map(steps.map((step) => [step.id, step.hash]));
  const newer = [...done.keys()].filter((id) => !known.has(id));
  if (newer.length > 0) {
    throw new MigrationError(
      `This database was last used by a newer version of Frontdesk (it has ${newer.join(", ")}). ` +
        "Nothing was changed. Start that version or a later one, or restore a snapshot made before the upgrade.",
    );
  }
  const changed = [...done].filter(([id, hash]) => known.get(id) !== hash).map(([id]) => id);
  if (changed.length > 0) {
    throw new MigrationError(
      `Migration ${changed.join(", ")} differs from the one this database has had. Nothing was changed. ` +
        "Start the version of Frontdesk that made this database.",
    );
  }
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
    await client.migrate([
      ...steps.flatMap((step) => [
        ...step.statements,
        {
          sql: "INSERT INTO schema_migrations (id, hash, applied_at) VALUES (?, ?, ?)",
          args: [step.id, step.hash, now],
        },
      ]),
      "INSERT INTO unit_guards (holds) SELECT 0 FROM pragma_foreign_key_check LIMIT 1",
    ]);
  } finally {
    client.close();
  }
}
