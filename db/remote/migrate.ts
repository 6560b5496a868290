import { randomUUID } from "node:crypto";
import type { Client } from "@libsql/core/api";
import { pause } from "#platform/turn.ts";
import type { MigrationReport } from "../client.ts";
import { migrations as embedded, type Migration } from "../migrations/embedded.ts";
import { MigrationError } from "../opening-errors.ts";
import { searchMadeFrom, searchScript, searchState } from "../search.ts";
import { journalTable, refuseForeign, stepStatements } from "../steps.ts";
import { isShutOut, valuesOf } from "./link.ts";

/** One row: which process brings the database to its version, and until when nobody else does. */
const leaseTable = `CREATE TABLE IF NOT EXISTS schema_lease (
  id integer PRIMARY KEY CHECK (id = 1), holder text NOT NULL, until integer NOT NULL)`;
/** The server's own clock, in milliseconds: those of several machines differ. */
const serverNow = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const lease = 60_000;
const patience = 120_000;
const between = 200;

/**
 * Brings a server's database to this version's schema, under a lease: of several processes that start at once one does
 * it and the others wait. All pending steps are one transaction. There is no snapshot: the server's own copies are.
 * @throws MigrationError when a newer version has written it, a step was changed after it ran, or nobody is let in.
 */
export async function migrateRemote(
  link: Client,
  now: number,
  steps: readonly Migration[] = embedded,
): Promise<MigrationReport> {
  await firstWord(link);
  const holder = randomUUID();
  const deadline = performance.now() + patience;
  for (;;) {
    const pending = await pendingSteps(link, steps);
    const schema = steps.at(-1)?.id ?? "empty";
    if (pending.length === 0 && (await hasSearch(link, schema))) return { applied: [], snapshot: undefined };
    if (await takeLease(link, holder)) {
      try {
        return await bring(link, now, steps, schema);
      } finally {
        await link.execute({ sql: "DELETE FROM schema_lease WHERE holder = ?", args: [holder] });
      }
    }
    if (performance.now() > deadline)
      throw new MigrationError(
        "Another process has been bringing this database to its version for two minutes. Nothing was changed here. Look at that one's log, then start again.",
      );
    await pause(between);
  }
}

/** @throws MigrationError where the server does not answer, or does not let this desk in */
async function firstWord(link: Client): Promise<void> {
  try {
    await link.batch([journalTable, leaseTable, searchState.table], "write");
  } catch (failure) {
    if (isShutOut(failure))
      throw new MigrationError(
        "The database server does not let this desk in. Nothing was changed. DATABASE_AUTH_TOKEN is missing, has run out, or is for another database.",
      );
    throw new MigrationError(
      "The database server cannot be used. Nothing was changed. Look at its address (DATABASE_URL or DATABASE_SYNC_URL) and at whether that server runs, then start again.",
      { cause: failure },
    );
  }
}

async function bring(link: Client, now: number, steps: readonly Migration[], schema: string) {
  // Whoever had the lease before may have done it meanwhile.
  const pending = await pendingSteps(link, steps);
  if (pending.length > 0) await link.migrate(stepStatements(pending, now));
  if (!(await hasSearch(link, schema))) await link.executeMultiple(searchScript(schema));
  return { applied: pending.map((step) => step.id), snapshot: undefined };
}

async function pendingSteps(link: Client, steps: readonly Migration[]): Promise<Migration[]> {
  const rows = valuesOf(await link.execute("SELECT id, hash FROM schema_migrations ORDER BY id"));
  const done = new Map(rows.map(([id, hash]) => [String(id), String(hash)]));
  refuseForeign(done, steps);
  return steps.filter((step) => !done.has(step.id));
}

async function hasSearch(link: Client, schema: string): Promise<boolean> {
  const [[madeFrom] = []] = valuesOf(await link.execute(searchState.query));
  return madeFrom === searchMadeFrom(schema);
}

async function takeLease(link: Client, holder: string): Promise<boolean> {
  const { rows } = await link.execute({
    sql: `INSERT INTO schema_lease (id, holder, until) VALUES (1, ?, ${serverNow} + ${lease})
      ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, until = excluded.until
      WHERE schema_lease.until < ${serverNow} RETURNING holder`,
    args: [holder],
  });
  return rows.length === 1;
}
