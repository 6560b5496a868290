import type { InStatement } from "@libsql/core/api";
import type { Migration } from "./migrations/embedded.ts";
import { MigrationError } from "./opening-errors.ts";
import { searchFollows } from "./search.ts";

/** Which steps a database has had: a table of its own, since Turso keeps `PRAGMA user_version` to itself. */
export const journalTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
  id text PRIMARY KEY NOT NULL, hash text NOT NULL, applied_at integer NOT NULL)`;

/** The steps with their lines in the journal, and a guard that ends all of it where a reference leads nowhere. */
export function stepStatements(steps: readonly Migration[], now: number): InStatement[] {
  return [
    ...searchFollows,
    ...steps.flatMap((step) => [
      ...step.statements,
      {
        sql: "INSERT INTO schema_migrations (id, hash, applied_at) VALUES (?, ?, ?)",
        args: [step.id, step.hash, now],
      },
    ]),
    "INSERT INTO unit_guards (holds) SELECT 0 FROM pragma_foreign_key_check LIMIT 1",
  ];
}

/** @throws MigrationError for a database of a newer version, or one whose steps were others. */
export function refuseForeign(done: Map<string, string>, steps: readonly Migration[]): void {
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
