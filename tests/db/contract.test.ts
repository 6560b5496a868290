import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import type { Database, OpeningOptions } from "#db/client.ts";
import { openDatabase } from "#db/open.ts";
import type { DatabasePlace } from "#db/place.ts";
import { settings } from "#db/schema/index.ts";
import { guard, lateStatement, type Statement, statement } from "#db/statement.ts";
import { hasSqld, sharedSqld } from "#tests/support/sqld.ts";

/** What a database promises, wherever it is. */
const kinds = ["local", ...(hasSqld() ? ["remote"] : [])] as const;
if (!hasSqld())
  process.stderr.write("SKIPPED, LOUDLY: there is no sqld here, so no test ran on a libSQL server.\n");

describe.each(kinds)("a %s database", (kind) => {
  let folder: string;
  let place: DatabasePlace;
  let database: Database;
  let leave: () => Promise<void>;
  const commits: number[] = [];

  async function open(options: Partial<OpeningOptions> = {}): Promise<void> {
    const observer = { commit: (_seconds: number, units: number) => void commits.push(units), depth() {} };
    database = await openDatabase(place, { now: 1, observer, ...options });
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "frontdesk-db-"));
    commits.length = 0;
    if (kind === "local") {
      place = { kind, path: join(folder, "frontdesk.db") };
      leave = async () => undefined;
    } else {
      const way = await (await sharedSqld()).database();
      place = { kind: "remote", url: way.url };
      leave = way.stop;
    }
    await open();
  });

  afterEach(async () => {
    await database.close();
    await leave();
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (key: string, value = "1"): Statement =>
    statement(database.read.insert(settings).values({ key, value, updatedAt: 1, updatedBy: "test" }));
  const keys = async () =>
    (await database.read.select({ key: settings.key }).from(settings)).map((row) => row.key);

  describe("units", () => {
    test("that queue together share a commit, and each is answered for itself", async () => {
      const results = await Promise.all(Array.from({ length: 60 }, (_, i) => database.write([put(`k${i}`)])));
      expect(results.every((each) => each.ok)).toBe(true);
      expect(commits).toEqual([60]);
      expect(await keys()).toHaveLength(60);
    });

    test("that fail leave the others of the commit as they were", async () => {
      const results = await Promise.allSettled([
        database.write([put("a")]),
        database.write([put("b"), put("b")]),
        database.write([put("c"), { sql: "INSERT INTO nowhere VALUES (1)", args: [] }]),
        database.write([put("d"), guard("never", sql`1 = 0`)]),
        database.write([put("e")]),
      ]);
      expect(results.map((each) => each.status)).toEqual([
        "fulfilled",
        "rejected",
        "rejected",
        "fulfilled",
        "fulfilled",
      ]);
      expect(results[3]).toMatchObject({ value: { ok: false, guard: "never" } });
      expect((await keys()).sort()).toEqual(["a", "e"]);
      expect(commits).toHaveLength(1);
    });

    test("whose reference leads nowhere are refused, and the others are not", async () => {
      const orphan =
        "INSERT INTO contact_phones (contact_id, phone, raw, created_at) VALUES ('con_0', '+1', '1', 1)";
      const results = await Promise.allSettled([
        database.write([put("before")]),
        database.write([{ sql: orphan, args: [] }]),
        database.write([put("after")]),
      ]);
      expect(results.map((each) => each.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect((await keys()).sort()).toEqual(["after", "before"]);
    });

    test("give back what RETURNING says, in every kind of value", async () => {
      const insert = database.read
        .insert(settings)
        .values({ key: "x", value: "é\n'?", updatedAt: 2 ** 52, updatedBy: "t" })
        .returning();
      expect(await database.write([put("y"), statement(insert)])).toEqual({
        ok: true,
        rows: [[], [["x", "é\n'?", 2 ** 52, "t"]]],
      });
    });

    test("see what the unit before them in the same commit wrote", async () => {
      const free = guard("the key is free", sql`NOT EXISTS (SELECT 1 FROM settings WHERE key = 'one')`);
      const results = await Promise.all(Array.from({ length: 20 }, () => database.write([free, put("one")])));
      expect(results.filter((each) => each.ok)).toHaveLength(1);
      expect(results.filter((each) => !each.ok)).toHaveLength(19);
    });

    test("are told by the guard that ended them, whichever others stand beside it", async () => {
      const guards = ["first", "second", "third"].map((name) => guard(name, sql`1 = 0`));
      const results = await Promise.all(guards.map((each, n) => database.write([put(`k${n}`), each])));
      expect(results).toEqual(["first", "second", "third"].map((name) => ({ ok: false, guard: name })));
      expect(await keys()).toEqual([]);
    });

    test("ask for what depends on the moment when their turn has come", async () => {
      let moment = "early";
      const late = lateStatement<{ at: string }>(
        () => sql`INSERT INTO settings VALUES ('moment', ${sql.placeholder("at")}, 1, 't')`,
      );
      const write = database.write([late(() => ({ at: moment }))]);
      moment = "late";
      await write;
      expect((await database.read.select().from(settings))[0]?.value).toBe("late");
    });

    test("are refused at once when the queue is full", async () => {
      await database.close();
      await open({ maxQueue: 5 });
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, i) => database.write([put(`k${i}`)])),
      );
      const refused = results.filter((each) => each.status === "rejected");
      expect(refused).toHaveLength(7);
      expect(refused[0]).toMatchObject({ reason: { code: "UNAVAILABLE", detail: { retryAfter: 1 } } });
      expect(await keys()).toHaveLength(5);
    });

    test("that were accepted are written before a close ends", async () => {
      const writes = Array.from({ length: 300 }, (_, i) => database.write([put(`k${i}`)]));
      await database.close();
      expect((await Promise.all(writes)).every((each) => each.ok)).toBe(true);
      await expect(database.write([put("late")])).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await open();
      expect(await keys()).toHaveLength(300);
    });
  });

  describe("reads", () => {
    test("cannot write", async () => {
      const insert = "INSERT INTO settings VALUES ('x', '1', 1, 't')";
      await expect((async () => await database.read.run(sql.raw(insert)))()).rejects.toThrow();
      await expect(database.slow.read(insert)).rejects.toThrow();
      expect(await keys()).toEqual([]);
    });

    test("see each commit at once", async () => {
      const query = database.read
        .select()
        .from(settings)
        .where(eq(settings.key, sql.placeholder("key")))
        .prepare();
      for (let i = 0; i < 20; i++) {
        await database.write([put(`k${i}`, String(i))]);
        expect((await query.execute({ key: `k${i}` }))[0]?.value).toBe(String(i));
      }
    });

    test("that are wrong fail alone", async () => {
      await database.write([put("one")]);
      const [one, wrong, two] = await Promise.allSettled([
        keys(),
        (async () => await database.read.run(sql`SELECT * FROM nowhere`))(),
        keys(),
      ]);
      expect(one).toMatchObject({ value: ["one"] });
      expect(two).toMatchObject({ value: ["one"] });
      expect(wrong.status).toBe("rejected");
    });

    test("of the slow kind find words", async () => {
      await database.write(
        [
          "INSERT INTO contacts (id, name, notes, origin, created_at, updated_at) VALUES ('con_1', 'Ada', 'likes café noir', 'typed', 1, 1)",
        ].map((text) => ({ sql: text, args: [] })),
      );
      const rows = await database.slow.read(
        "SELECT contacts.id FROM contact_words JOIN contacts ON contacts.rowid = contact_words.rowid WHERE contact_words MATCH ?",
        ['"cafe"'],
      );
      expect(rows).toEqual([["con_1"]]);
    });
  });

  test("opens again as it was left, and has nothing to bring up to date", async () => {
    await database.write([put("kept")]);
    await database.close();
    await open();
    expect(database.migration).toEqual({ applied: [], snapshot: undefined });
    expect(await keys()).toEqual(["kept"]);
  });
});
