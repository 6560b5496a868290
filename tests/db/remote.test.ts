import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import type { Database, OpeningOptions } from "#db/client.ts";
import { migrations } from "#db/migrations/embedded.ts";
import { openDatabase } from "#db/open.ts";
import { settings } from "#db/schema/index.ts";
import { type Statement, statement } from "#db/statement.ts";
import { asDeskError } from "#src/errors.ts";
import { hasSqld, sharedSqld, type Way } from "#tests/support/sqld.ts";

/** What a libSQL server adds to the contract: round trips, answers that are lost, processes beside each other. */
describe.skipIf(!hasSqld())("a libSQL server", () => {
  let way: Way;
  const opened: Database[] = [];

  async function open(options: Partial<OpeningOptions> = {}): Promise<Database> {
    const database = await openDatabase({ kind: "remote", url: way.url }, { now: 1, ...options });
    opened.push(database);
    return database;
  }

  beforeEach(async () => {
    way = await (await sharedSqld()).database();
  });

  afterEach(async () => {
    way.loseAnswers(false);
    way.cut(false);
    for (const database of opened.splice(0)) await database.close();
    await way.stop();
  });

  const put = (key: string): Statement => ({
    sql: "INSERT INTO settings VALUES (?, '1', 1, 't')",
    args: [key],
  });
  const keys = async (database: Database) =>
    (await database.read.select({ key: settings.key }).from(settings).orderBy(settings.key)).map(
      (row) => row.key,
    );

  test("is asked once for what is asked together, and once for what is written together", async () => {
    const database = await open();
    way.trips();
    await Promise.all(Array.from({ length: 20 }, () => keys(database)));
    expect(way.trips()).toBe(1);
    await Promise.all(Array.from({ length: 20 }, (_, n) => database.write([put(`k${n}`), put(`l${n}`)])));
    expect(way.trips()).toBe(1);
    await database.write([put("one")]);
    expect(way.trips()).toBe(1);
  });

  test("that loses its answers has each unit once, and its callers are told", async () => {
    const database = await open();
    way.loseAnswers(true);
    const writes = Array.from({ length: 8 }, (_, n) => database.write([put(`k${n}`)]));
    const insert = database.read
      .insert(settings)
      .values({ key: "x", value: "1", updatedAt: 1, updatedBy: "t" });
    const returning = database.write([statement(insert.returning({ key: settings.key }))]);
    const outcome = returning.catch((failure: unknown) => failure);
    await Bun.sleep(300);
    way.loseAnswers(false);
    expect((await Promise.all(writes)).every((each) => each.ok)).toBe(true);
    // What the statement returned is lost with the answer, and is not made up.
    expect(await outcome).toMatchObject({ code: "UNAVAILABLE" });
    expect(await keys(database)).toEqual([...Array.from({ length: 8 }, (_, n) => `k${n}`), "x"]);
  });

  test("that is out of reach is waited for, and after that UNAVAILABLE; then it goes on", async () => {
    const database = await open({ patience: 400 });
    expect(database.isWritable).toBe(true);
    way.cut(true);
    await expect(database.write([put("lost")])).rejects.toMatchObject({
      code: "UNAVAILABLE",
      detail: { retryAfter: 2 },
    });
    expect(database.isWritable).toBe(false);
    const late = database.write([put("late")]);
    await Bun.sleep(100);
    way.cut(false);
    expect(await late).toMatchObject({ ok: true });
    expect(await keys(database)).toEqual(["late"]);
    expect(database.isWritable).toBe(true);
  });

  test("that does not answer reads is told as UNAVAILABLE, with none of its words", async () => {
    const database = await open();
    way.cut(true);
    const failure = asDeskError(await keys(database).catch((thrown: unknown) => thrown));
    expect(failure).toMatchObject({ code: "UNAVAILABLE", detail: { retryAfter: 2 } });
    expect(failure.message).toContain("does not answer");
  }, 10_000);

  test("is brought to this version by one of those that start at once, and all of them work", async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => open()));
    const applied = all.map(({ migration }) => migration.applied.length);
    expect(applied.sort((a, b) => a - b)).toEqual([0, 0, 0, migrations.length]);
    await Promise.all(all.map((database, n) => database.write([put(`k${n}`)])));
    expect(await keys(all[0]!)).toEqual(["k0", "k1", "k2", "k3"]);
  });

  test("two processes never both pass one guard", async () => {
    const [one, two] = [await open(), await open()];
    const unit = (n: number): Statement[] => [
      {
        sql: "INSERT INTO unit_guards (holds) SELECT 0 WHERE (SELECT count(*) FROM settings) >= 10",
        args: [],
        guard: "ten",
      },
      put(`k${n}`),
    ];
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : two).write(unit(n))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(10);
    expect(await keys(two)).toHaveLength(10);
  });

  test("of a newer version is refused, and nothing is touched", async () => {
    const database = await open();
    await database.write([{ sql: "INSERT INTO schema_migrations VALUES ('0999_future', 'x', 1)", args: [] }]);
    await expect(open()).rejects.toThrow("newer version");
  });

  test("that is nobody, or lets nobody in, is told in a sentence", async () => {
    const nobody = { kind: "remote", url: "http://127.0.0.1:9" } as const;
    await expect(openDatabase(nobody, { now: 1 })).rejects.toThrow("DATABASE_URL");
    const shut = Bun.serve({ port: 0, fetch: () => new Response("no", { status: 401 }) });
    const place = { kind: "remote", url: `http://127.0.0.1:${shut.port}` } as const;
    await expect(openDatabase(place, { now: 1 })).rejects.toThrow("DATABASE_AUTH_TOKEN");
    await shut.stop(true);
  });

  test("keeps a whole search: what is deleted leaves its index", async () => {
    const database = await open();
    const add =
      "INSERT INTO contacts (id, name, origin, created_at, updated_at) VALUES ('con_1', 'Grace', 'typed', 1, 1)";
    await database.write([{ sql: add, args: [] }]);
    const find = () =>
      database.slow.read("SELECT rowid FROM contact_words WHERE contact_words MATCH ?", ["grace"]);
    expect(await find()).toHaveLength(1);
    await database.write([{ sql: "DELETE FROM contacts WHERE id = ?", args: ["con_1"] }]);
    expect(await find()).toEqual([]);
    expect(await database.read.values(sql`SELECT count(*) FROM contacts`)).toEqual([[0]]);
  });
});
