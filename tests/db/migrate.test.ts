import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "#db/local/migrate.ts";
import { type Migration, migrations } from "#db/migrations/embedded.ts";
import { MigrationError } from "#db/opening-errors.ts";
import { type NativeDatabase, openNative } from "#runtime/libsql.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "frontdesk-migrate-"));
  path = join(folder, "frontdesk.db");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function look<T>(read: (database: NativeDatabase) => T, at = path): Promise<T> {
  const database = await openNative(at);
  try {
    return read(database);
  } finally {
    database.close();
  }
}

const rows = (sql: string, at = path) => look((database) => database.prepare(sql).raw(true).all([]), at);
const step = (id: string, ...statements: string[]): Migration => ({ id, hash: `${id}-hash`, statements });
const now = Date.UTC(2026, 10, 21);
/** For tables that search does not know. */
const withoutSearch = () => undefined;

test("an empty folder gets the whole schema, and a second start nothing", async () => {
  expect(await migrate(path, now)).toEqual({
    applied: migrations.map((each) => each.id),
    snapshot: undefined,
  });
  expect(await migrate(path, now)).toEqual({ applied: [], snapshot: undefined });
});

test("a file that holds something is copied before it is changed", async () => {
  await migrate(path, now);
  await look((database) =>
    database.exec("INSERT INTO settings VALUES ('business.name', '\"Ada\"', 1, 'owner')"),
  );
  const added = step("0999_more", "ALTER TABLE settings ADD COLUMN note text");
  const { applied, snapshot } = await migrate(path, now, [...migrations, added]);
  expect(applied).toEqual(["0999_more"]);
  expect(snapshot).toContain(`${migrations.at(-1)?.id}-2026-11-21`);
  expect(await rows("SELECT key FROM settings", snapshot)).toEqual([["business.name"]]);
  expect(
    await rows("SELECT count(*) FROM pragma_table_info('settings') WHERE name = 'note'", snapshot),
  ).toEqual([[0]]);
  expect(statSync(join(folder, "snapshots")).mode & 0o077).toBe(0);
});

test("a database of a newer version is refused, and nothing is touched", async () => {
  await migrate(path, now, [...migrations, step("0999_future", "CREATE TABLE future (x)")]);
  await expect(migrate(path, now)).rejects.toThrow(MigrationError);
  await expect(migrate(path, now)).rejects.toThrow("newer version");
  expect(await rows("SELECT count(*) FROM future")).toEqual([[0]]);
  expect(existsSync(join(folder, "snapshots"))).toBe(false);
});

test("a step that was changed after it ran is refused", async () => {
  const one = step("0000_one", "CREATE TABLE one (x)", "CREATE TABLE unit_guards (holds CHECK (holds = 1))");
  await migrate(path, now, [one], undefined, withoutSearch);
  await expect(
    migrate(path, now, [{ ...step("0000_one", "CREATE TABLE two (x)"), hash: "other" }]),
  ).rejects.toThrow("differs");
});

test("a step that fails half way leaves the file as it was", async () => {
  await migrate(path, now);
  const broken = step("0999_broken", "CREATE TABLE half (x)", "CREATE TABLE settings (x)");
  await expect(migrate(path, now, [...migrations, broken])).rejects.toThrow();
  expect(await rows("SELECT count(*) FROM sqlite_master WHERE name = 'half'")).toEqual([[0]]);
  expect(await migrate(path, now)).toEqual({ applied: [], snapshot: undefined });
});

test("a table is rebuilt without losing the rows that hang on it", async () => {
  await migrate(path, now);
  await look((database) =>
    database.exec(`INSERT INTO contacts (id, origin, created_at, updated_at) VALUES ('con_1', 'typed', 1, 1);
      INSERT INTO contact_phones (phone, contact_id, raw, created_at) VALUES ('+15550100200', 'con_1', 'x', 1)`),
  );
  const rebuild = step(
    "0999_rebuild",
    "CREATE TABLE contacts_new (id text PRIMARY KEY, origin text)",
    "INSERT INTO contacts_new SELECT id, origin FROM contacts",
    "DROP TABLE contacts",
    "ALTER TABLE contacts_new RENAME TO contacts",
  );
  await migrate(path, now, [...migrations, rebuild], undefined, withoutSearch);
  expect(await rows("SELECT phone FROM contact_phones")).toEqual([["+15550100200"]]);
});

test("a step that would leave rows hanging in the air is undone", async () => {
  await migrate(path, now);
  await look((database) =>
    database.exec(`INSERT INTO contacts (id, origin, created_at, updated_at) VALUES ('con_1', 'typed', 1, 1);
      INSERT INTO contact_phones (phone, contact_id, raw, created_at) VALUES ('+15550100200', 'con_1', 'x', 1)`),
  );
  await expect(
    migrate(path, now, [...migrations, step("0999_orphans", "DELETE FROM contacts")]),
  ).rejects.toThrow();
  expect(await rows("SELECT id FROM contacts")).toEqual([["con_1"]]);
});
