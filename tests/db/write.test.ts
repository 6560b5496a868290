import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { openDatabase } from "#db/open.ts";
import { settings } from "#db/schema/index.ts";
import { type Statement, statement } from "#db/statement.ts";
import { openNative } from "#runtime/libsql.ts";
import { DeskError } from "#src/errors.ts";

let folder: string;
let path: string;
let database: Database;
const commits: number[] = [];

async function open(patience = 10_000, maxQueue = 4000): Promise<void> {
  database = await openDatabase(
    { kind: "local", path },
    {
      now: 1,
      patience,
      maxQueue,
      observer: { commit: (_seconds, units) => void commits.push(units), depth() {} },
    },
  );
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "frontdesk-db-"));
  path = join(folder, "frontdesk.db");
  commits.length = 0;
  await open();
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (key: string, value = "1"): Statement =>
  statement(database.read.insert(settings).values({ key, value, updatedAt: 1, updatedBy: "test" }));
const keys = async () =>
  (await database.read.select({ key: settings.key }).from(settings)).map((row) => row.key);

describe("another program's lock", () => {
  test("of three seconds is waited out: everybody is answered, nothing is lost or poisoned, reads go on", async () => {
    await database.write([put("before")]);
    const holder = Bun.spawn([process.execPath, join(import.meta.dirname, "hold-lock.ts"), path, "3000"], {
      stdout: "pipe",
    });
    await holder.stdout.getReader().read();
    const started = performance.now();
    const writes = Array.from({ length: 50 }, (_, i) => database.write([put(`during${i}`)]));
    expect(await keys()).toEqual(["before"]);
    const results = await Promise.all(writes);
    expect(performance.now() - started).toBeGreaterThan(2000);
    expect(results.every((each) => each.ok)).toBe(true);
    await database.write([put("after")]);
    expect(await keys()).toHaveLength(52);
    await holder.exited;
  }, 20_000);

  test("that outlasts a caller's patience is UNAVAILABLE, and the next call works", async () => {
    await database.close();
    await open(200);
    const holder = await openNative(path);
    holder.exec("BEGIN IMMEDIATE");
    const refused = await database.write([put("late")]).catch((failure: unknown) => failure);
    expect(refused).toBeInstanceOf(DeskError);
    expect(refused).toMatchObject({ code: "UNAVAILABLE", detail: { retryAfter: 2 } });
    holder.exec("ROLLBACK");
    holder.close();
    expect((await database.write([put("now")])).ok).toBe(true);
    expect(await keys()).toEqual(["now"]);
  });
});

describe("the process lock", () => {
  test("keeps a second process out, and goes with the first", async () => {
    await expect(openDatabase({ kind: "local", path }, { now: 1 })).rejects.toThrow(
      "Another Frontdesk process",
    );
    await database.close();
    await open();
  });
});

describe("reads", () => {
  test("hold up no checkpoint", async () => {
    const query = database.read
      .select()
      .from(settings)
      .where(eq(settings.key, sql.placeholder("key")))
      .prepare();
    for (let i = 0; i < 20; i++) {
      await database.write([put(`k${i}`, String(i))]);
      expect((await query.execute({ key: `k${i}` }))[0]?.value).toBe(String(i));
    }
    const other = await openNative(path);
    expect(other.prepare("PRAGMA wal_checkpoint(TRUNCATE)").raw(true).all([])).toEqual([[0, 0, 0]]);
    other.close();
  });
});
