import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copiesIn } from "#desk/backups/copy-names.ts";
import { unpack } from "#desk/backups/pack.ts";
import { type Restored, restore } from "#desk/backups/restore.ts";
import { readConfig } from "#desk/config.ts";
import { erasedNumbers } from "#domains/phone/privacy/erased-numbers.ts";
import { openNative } from "#runtime/libsql.ts";
import { runOperation } from "#src/cli/command.ts";
import { type FakeS3, startFakeS3 } from "#tests/fakes/s3.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { atFullCost, quickSeals } from "#tests/support/quick-seals.ts";
import { systemPrincipal } from "#webhooks/system.ts";

const passphrase = "six words that nobody else knows";
const hour = 3_600_000;
let folder: string;
let t: TestDesk;
let token: string;
let env: Record<string, string>;

interface Listed {
  copies: { name: string; bytes: number; isWhole: boolean; isSealed: boolean; triedAt: number | null }[];
  problem: string | null;
  last: { problem: string | null; name: string | null } | null;
  lastDrill: { problem: string | null; name: string | null } | null;
}

async function open(more: Record<string, string> = {}): Promise<void> {
  // These are about files of this machine, wherever the other tests keep their data.
  env = { DATABASE_URL: `file:${join(folder, "frontdesk.db")}`, FRONTDESK_SECRET: "", ...more };
  t = await openTestDesk({ folder, env, clock: t?.clock ?? fakeClock() });
  token = await t.token("phone:read", "phone:write");
}

beforeEach(async () => {
  quickSeals();
  folder = mkdtempSync(join(tmpdir(), "frontdesk-backups-"));
  await open();
});
afterEach(async () => {
  atFullCost();
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = async (name: "backup.make" | "backup.drill") => {
  t.clock.advance(1000);
  await runOperation(t.desk, name, {}, { wait: 20_000 });
  return await list();
};
const list = () => runOperation<Listed>(t.desk, "backup.list", {});
const contact = async (name: string, phone: string) =>
  (await t.tool("create_contact", { name, phone }, token)).body.contact.id as string;
const files = () => readdirSync(join(folder, "backups")).filter((name) => !name.endsWith(".whole"));
const restoreHere = (which?: string) =>
  restore(readConfig({ FRONTDESK_DATA: folder, BASE_URL: "http://localhost:3000", ...env }), which);

async function rowsOf(path: string): Promise<Record<string, unknown[][]>> {
  const database = await openNative(path);
  const tables = ["settings", "contacts", "contact_phones", "messages", "events", "audit"];
  const rows = tables.map((table) => [
    table,
    database.prepare(`SELECT * FROM ${table} ORDER BY rowid`).raw(true).all([]),
  ]);
  database.close();
  return Object.fromEntries(rows);
}

describe("a copy", () => {
  test("is not asked for again and again while everything is stopped, and a place that cannot be used is told", async () => {
    const { createSchedule } = await import("#desk/backups/schedule.ts");
    const { backupService } = await import("#domains/business/backups/service.ts");
    const tick = createSchedule({
      ...t.desk,
      service: t.desk.service(backupService),
      remember: async () => {
        throw new Error("the place cannot be used");
      },
    });
    await t.set("permissions.stopped", true);
    for (let minutes = 0; minutes < 5; minutes++) {
      t.clock.advance(hour);
      await tick();
    }
    expect(await t.desk.database.slow.read("SELECT count(*) FROM outbox")).toEqual([[0]]);
    await expect(runOperation(t.desk, "backup.make", {})).rejects.toMatchObject({ code: "BLOCKED" });
    await t.set("permissions.stopped", false);
    await tick();
    expect((await list()).copies).toHaveLength(1);
    expect(t.log.some((line) => line.includes("could not be kept beside the copies"))).toBe(true);
  });

  test("that is made under load is whole, and row by row what the database had", async () => {
    let isOver = false;
    let written = 0;
    const load = Promise.all(
      Array.from({ length: 6 }, async (_, worker) => {
        while (!isOver) {
          const args = [`load-${worker}-${written}`];
          written++;
          await t.desk.database.write([
            { sql: "INSERT INTO settings VALUES (?, '1', 1, 'load')", args },
            { sql: "INSERT INTO cursors VALUES (?, 1)", args },
          ]);
        }
      }),
    );
    await contact("Ada", "+15550301000");
    const made = [];
    for (let n = 0; n < 3; n++) made.push((await run("backup.make")).last);
    isOver = true;
    await load;
    expect(made.map((each) => each?.problem)).toEqual([null, null, null]);
    expect(written).toBeGreaterThan(50);
    const name = made[1]?.name ?? "";
    const copy = join(folder, "copy.db");
    await unpack(join(folder, "backups", name), copy, []);
    const database = await openNative(copy);
    const one = (sql: string) => database.prepare(sql).raw(true).all([]).flat();
    // Of each unit both rows or neither, and every row as it is in the database.
    const [pairs, alone] = [
      one("SELECT count(*) FROM settings WHERE updated_by = 'load'"),
      one(
        "SELECT count(*) FROM settings s WHERE updated_by = 'load' AND NOT EXISTS (SELECT 1 FROM cursors WHERE name = s.key)",
      ),
    ];
    database.close();
    expect([Number(pairs[0]) > 0, alone]).toEqual([true, [0]]);
    await t.close();
    const [kept, whole] = [await rowsOf(copy), await rowsOf(join(folder, "frontdesk.db"))];
    for (const [table, rows] of Object.entries(kept))
      expect([table, rows]).toEqual([table, (whole[table] ?? []).slice(0, rows.length)]);
    await open();
  }, 30_000);

  test("is sealed with a passphrase, and opens with the usual program's format", async () => {
    atFullCost();
    await t.close();
    await open({ BACKUP_PASSPHRASE: passphrase });
    await contact("Ada Lovelace", "+15550301000");
    const { copies } = await run("backup.make");
    expect(copies[0]).toMatchObject({ isSealed: true, isWhole: true });
    const bytes = readFileSync(join(folder, "backups", copies[0]!.name));
    expect(bytes.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
    expect(bytes.includes("Lovelace")).toBe(false);
    expect((await run("backup.drill")).lastDrill).toMatchObject({ problem: null, name: copies[0]!.name });
    expect((await list()).copies[0]?.triedAt).toBe(t.clock.now());
  }, 30_000);

  test("beyond those that are kept goes, the oldest first, and one that was cut off after a day", async () => {
    await t.set("backup.keep", 2);
    for (let n = 0; n < 4; n++) await run("backup.make");
    const { copies } = await list();
    expect(copies).toHaveLength(2);
    expect(readdirSync(join(folder, "backups"))).toHaveLength(4);
    const cut = copies[1]!.name.replace("T15-0", "T14-0");
    writeFileSync(join(folder, "backups", cut), "half");
    expect((await list()).copies.find(({ name }) => name === cut)?.isWhole).toBe(false);
    t.clock.advance(25 * hour);
    await run("backup.make");
    expect(files()).not.toContain(cut);
  });

  test("is made by the desk itself when it is time, and tried out", async () => {
    await t.set("backup.every_hours", 6);
    const schedule = async () => {
      await t.desk.jobs.idle();
      return (await list()).copies.length;
    };
    const { createSchedule } = await import("#desk/backups/schedule.ts");
    const { backupService } = await import("#domains/business/backups/service.ts");
    const tick = createSchedule({
      ...t.desk,
      service: t.desk.service(backupService),
      remember: async () => undefined,
    });
    await tick();
    expect(await schedule()).toBe(0);
    t.clock.advance(hour);
    await tick();
    expect(await schedule()).toBe(1);
    expect((await list()).lastDrill).toMatchObject({ problem: null });
    t.clock.advance(5 * hour);
    await tick();
    expect(await schedule()).toBe(1);
    t.clock.advance(hour);
    await tick();
    expect(await schedule()).toBe(2);
    await t.set("backup.every_hours", 0);
    t.clock.advance(100 * hour);
    await tick();
    expect(await schedule()).toBe(2);
  });
});

describe("what goes wrong is said, and nothing is lost", () => {
  const newest = () => join(folder, "backups", files().sort().at(-1)!);
  const before = async () => await rowsOf(join(folder, "frontdesk.db"));

  async function refused(which?: string): Promise<string> {
    await t.close();
    const untouched = await before();
    const failure = await restoreHere(which).catch((thrown: unknown) => thrown);
    expect(await before()).toEqual(untouched);
    await open(env);
    expect(failure).toBeInstanceOf(Error);
    return String(failure);
  }

  test("a flipped byte", async () => {
    await contact("Ada", "+15550301000");
    await run("backup.make");
    const bytes = readFileSync(newest());
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(newest(), bytes);
    expect((await run("backup.drill")).lastDrill?.problem).toContain("damaged");
    const check = (await (await t.request("/readyz")).json()).checks.backups;
    expect(check).toMatchObject({ status: "degraded", detail: expect.stringContaining("damaged") });
    expect(await refused()).toContain("damaged");
    // Also brought along as a file, where no list says what it should be.
    expect(await refused(newest())).toContain("damaged");
  });

  test("a flipped byte of a sealed one, and a wrong passphrase", async () => {
    await t.close();
    await open({ BACKUP_PASSPHRASE: passphrase });
    await run("backup.make");
    const whole = readFileSync(newest());
    const bytes = Buffer.from(whole);
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(newest(), bytes);
    expect(await refused(newest())).toContain("damaged");
    writeFileSync(newest(), whole);
    env = { ...env, BACKUP_PASSPHRASE: "other words that are wrong" };
    expect(await refused()).toContain("not the passphrase");
    env = { ...env, BACKUP_PASSPHRASE: "" };
    expect(await refused()).toContain("sealed with a passphrase");
  }, 20_000);

  test("a copy that is cut off", async () => {
    await run("backup.make");
    const bytes = readFileSync(newest());
    writeFileSync(newest(), bytes.subarray(0, bytes.length / 2));
    expect((await list()).copies[0]?.isWhole).toBe(false);
    expect((await run("backup.drill")).lastDrill?.problem).toContain("no whole backup");
    expect(await refused()).toContain("no whole backup");
    expect(await refused(newest())).toContain("damaged");
  });

  test("rows that are missing in it", async () => {
    await contact("Ada", "+15550301000");
    const { name } = (await run("backup.make")).last!;
    const { openPacked } = await import("#desk/backups/backups.ts");
    const { pack } = await import("#desk/backups/pack.ts");
    const work = mkdtempSync(join(tmpdir(), "frontdesk-tampered-"));
    const copy = join(work, "copy.db");
    await unpack(join(folder, "backups", name!), copy, []);
    const database = await openNative(copy);
    database.exec("DELETE FROM contact_phones");
    database.close();
    await pack(copy, join(work, "packed"), []);
    const opened = openPacked(join(work, "packed"), work, {
      passphrases: [],
      encryptionKey: undefined,
    });
    await expect(opened).rejects.toMatchObject({ code: "NOT_WHOLE" });
    rmSync(work, { recursive: true, force: true });
  });

  test("a folder that cannot be written to", async () => {
    await t.close();
    writeFileSync(join(folder, "in-the-way"), "");
    await open({ BACKUP_URL: `file:${join(folder, "in-the-way/backups")}` });
    const { last, problem } = await run("backup.make");
    expect(last?.problem).toContain("cannot be");
    expect(problem).toBeNull();
    expect((await (await t.request("/readyz")).json()).checks.backups.status).toBe("degraded");
  });

  test("a restore beside a desk that runs", async () => {
    await run("backup.make");
    await expect(restoreHere()).rejects.toThrow("Another Frontdesk process");
  });
});

describe("a restore", () => {
  test("brings back what was there, and nothing that was erased, refused or taken back since", async () => {
    await t.close();
    await open({ BACKUP_PASSPHRASE: passphrase });
    const [ada, bob] = [await contact("Ada", "+15550301000"), await contact("Bob", "+15550302000")];
    const ended = await t.token("phone:read");
    const waiting = await t.tool(
      "send_bulk_sms",
      { to: Array.from({ length: 6 }, (_, n) => `+155503050${10 + n}`), content: "Offer" },
      token,
    );
    expect(waiting.status).toBe(202);
    await t.desk.database.write([
      {
        sql: "INSERT INTO outbox (id, operation, ref, lane, state, created_at) VALUES ('out_1', 'message.send', 'msg_gone', 'x', 'intended', 1)",
        args: [],
      },
    ]);
    const { name } = (await run("backup.make")).last!;
    // Since then: one is erased, one says stop, a token is taken back, and somebody new comes.
    const erase = await t.tool("contact_delete", { id: ada }, token);
    expect(erase.status).toBe(200);
    await t.desk.database.write([
      {
        sql: "INSERT INTO opt_outs (phone, state, source, at) VALUES ('+15550302000', 'out', 'text', ?)",
        args: [t.clock.now()],
      },
    ]);
    const [{ id } = { id: "" }] = (
      await runOperation<{ tokens: { id: string; name: string }[] }>(t.desk, "token.list", {})
    ).tokens.slice(0, 1);
    await runOperation(t.desk, "token.revoke", { token: id });
    await contact("Carol", "+15550303000");
    await t.close();

    const done: Restored = await restoreHere(name ?? undefined);
    expect(done).toMatchObject({ erasedAgain: 1, secret: "as it was", unopened: 0, optOuts: 1 });
    await open(env);
    const rows = (sql: string) => t.desk.database.slow.read(sql);
    expect(await rows("SELECT name FROM contacts WHERE name IS NOT NULL ORDER BY name")).toEqual([["Bob"]]);
    expect(await rows("SELECT state FROM opt_outs WHERE phone = '+15550302000'")).toEqual([["out"]]);
    expect(await rows(`SELECT revoked_at IS NOT NULL FROM tokens WHERE id = '${id}'`)).toEqual([[1]]);
    expect(await rows("SELECT DISTINCT state FROM authorization_requests")).toEqual([["expired"]]);
    // What may have gone out since is in doubt, and is never sent again.
    expect(await rows("SELECT state FROM outbox WHERE id = 'out_1'")).toEqual([["unknown"]]);
    expect(await rows("SELECT count(*) FROM sqlite_master WHERE name = 'backup_manifest'")).toEqual([[0]]);
    expect(done.before && (await rowsOf(done.before))["contacts"]?.length).toBe(2);
    expect([bob.slice(0, 4), typeof ended]).toEqual(["con_", "string"]);
  }, 20_000);

  test("erases again who was erased since, with all that they wrote, and does not text them who said stop", async () => {
    const [ann, ben] = ["+15550304000", "+15550305000"];
    const writes = (id: string, peer: string, content: string) =>
      t.desk.sandbox?.deliver({
        id,
        event: {
          ...{ kind: "message", providerId: id, direction: "inbound", peer, content, status: "received" },
          at: t.clock.now(),
        },
      });
    await writes("sbx-1", ann, "The zanzibar lamp flickers");
    await writes("sbx-2", ben, "Mine is fine");
    await t.settle();
    t.clock.advance(1000);
    await writes("sbx-3", ann, "STOP");
    await t.settle();
    const { name } = (await run("backup.make")).last!;
    const erase = t.desk.operation("contact.erase");
    const erased = await t.desk.gate.execute(erase, { id: ann }, systemPrincipal, { requestId: "test" });
    expect(erased.kind).toBe("done");
    await t.close();

    expect(await restoreHere(name ?? undefined)).toMatchObject({ erasedAgain: 1 });
    await open(env);
    const rows = (sql: string) => t.desk.database.slow.read(sql);
    expect(await rows("SELECT peer, content FROM messages")).toEqual([[ben, "Mine is fine"]]);
    for (const table of ["audit_payloads", "inbound_events", "conversations", "opt_outs", "contact_phones"])
      expect(JSON.stringify(await rows(`SELECT * FROM ${table}`))).not.toContain("5550304000");
    const refused = await t.tool("send_sms", { to: [ann], content: "Hello" }, token);
    expect(refused.body.code).toBe("BLOCKED");
  }, 20_000);

  test("of people who were merged, deleted or came back before they were erased finds all that is theirs, and no STOP is lost", async () => {
    const [ann, second, cleo] = ["+15550304000", "+15550306000", "+15550307000"];
    const writes = async (id: string, peer: string, content: string) => {
      const event = { kind: "message", providerId: id, direction: "inbound", peer, content } as const;
      t.clock.advance(1000);
      await t.desk.sandbox?.deliver({ id, event: { ...event, status: "received", at: t.clock.now() } });
      await t.settle();
    };
    const asDesk = async (name: string, input: object) => {
      const operation = t.desk.operation(name);
      const outcome = await t.desk.gate.execute(operation, input, systemPrincipal, { requestId: "test" });
      expect([name, outcome.kind]).toEqual([name, "done"]);
    };
    const idOf = async (phone: string) =>
      (await t.tool("find_contact_by_phone", { phoneNumber: phone }, token)).body.contact.id as string;
    await writes("sbx-1", ann, "zanzibar");
    await writes("sbx-2", second, "madagascar");
    await writes("sbx-3", cleo, "seychelles");
    await writes("sbx-4", ann, "STOP");
    const { name } = (await run("backup.make")).last!;
    await asDesk("contact.merge", { id: await idOf(second), into: await idOf(ann) });
    await asDesk("contact.erase", { id: ann });
    await asDesk("contact.delete", { id: await idOf(cleo) });
    await writes("sbx-5", cleo, "back again");
    await writes("sbx-6", cleo, "STOP");
    await asDesk("contact.erase", { id: cleo });
    const { createRemembering } = await import("#desk/backups/remembered.ts");
    const { folderPlace } = await import("#desk/backups/place.ts");
    const place = folderPlace(join(folder, "backups"));
    const { hashOf } = t.desk.service(erasedNumbers);
    await createRemembering({
      place,
      passphrases: [],
      dataFolder: folder,
      database: t.desk.database,
      hashOf,
    })();
    await t.close();
    const beside = Bun.gunzipSync(readFileSync(join(folder, "backups", "frontdesk-remembered.json.gz")));
    expect(new TextDecoder().decode(beside)).not.toContain("5550304000");

    await restoreHere(name ?? undefined);
    await open(env);
    const rows = (sql: string) => t.desk.database.slow.read(sql);
    expect(await rows("SELECT peer FROM messages")).toEqual([]);
    expect(await rows("SELECT phone FROM opt_outs")).toEqual([]);
    for (const phone of [ann, cleo]) {
      const refused = await t.tool("send_sms", { to: [phone], content: "Hello" }, token);
      expect([phone, refused.body.code]).toEqual([phone, "BLOCKED"]);
    }
  }, 20_000);

  test("after everything is gone takes the root secret from a sealed copy, and what is sealed opens", async () => {
    await t.close();
    const elsewhere = mkdtempSync(join(tmpdir(), "frontdesk-elsewhere-"));
    await open({ BACKUP_PASSPHRASE: passphrase, BACKUP_URL: `file:${elsewhere}` });
    await runOperation(t.desk, "secret.set", {
      name: "ingest_token",
      secret: "a-token-that-is-long-enough-for-this",
    });
    const ada = await contact("Ada", "+15550301000");
    await run("backup.make");
    await t.tool("contact_delete", { id: ada }, token);
    const { createRemembering } = await import("#desk/backups/remembered.ts");
    const { folderPlace } = await import("#desk/backups/place.ts");
    const parts = {
      place: folderPlace(elsewhere),
      passphrases: [passphrase],
      dataFolder: folder,
      database: t.desk.database,
      hashOf: t.desk.service(erasedNumbers).hashOf,
    };
    await createRemembering(parts)();
    await t.close();
    rmSync(folder, { recursive: true });

    const done = await restoreHere();
    expect(done).toMatchObject({
      secret: "taken from the copy",
      unopened: 0,
      before: undefined,
      erasedAgain: 1,
    });
    await open(env);
    expect(t.desk.keys.ingest.tokens).toEqual(["a-token-that-is-long-enough-for-this"]);
    rmSync(elsewhere, { recursive: true, force: true });
  }, 20_000);

  test("of an older copy, and then of a newer one, forgets nothing that was erased or taken back in between", async () => {
    const remember = async () => {
      const { createRemembering } = await import("#desk/backups/remembered.ts");
      const { folderPlace } = await import("#desk/backups/place.ts");
      const parts = { place: folderPlace(join(folder, "backups")), passphrases: [], dataFolder: folder };
      const { hashOf } = t.desk.service(erasedNumbers);
      await createRemembering({ ...parts, database: t.desk.database, hashOf })();
    };
    const { name: older } = (await run("backup.make")).last!;
    const ada = await contact("Ada", "+15550301000");
    const { name: newer } = (await run("backup.make")).last!;
    await t.tool("contact_delete", { id: ada }, token);
    await remember();
    await t.close();
    await restoreHere(older!);
    await open(env);
    await remember();
    await t.close();
    expect(await restoreHere(newer!)).toMatchObject({ erasedAgain: 1 });
    await open(env);
    expect(await t.desk.database.slow.read("SELECT name FROM contacts WHERE name = 'Ada'")).toEqual([]);
  }, 20_000);

  test("among copies of several desks takes none by itself, and each desk keeps its own", async () => {
    const place = mkdtempSync(join(tmpdir(), "frontdesk-shared-"));
    await t.close();
    await open({ BACKUP_URL: `file:${place}` });
    await contact("Ada", "+15550301000");
    await t.set("backup.keep", 1);
    const { name } = (await run("backup.make")).last!;
    await t.close();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    t.clock.advance(hour);
    await open(env);
    await t.set("backup.keep", 1);
    expect((await run("backup.make")).copies).toHaveLength(2);
    expect((await run("backup.drill")).lastDrill?.problem).toBeNull();
    await t.close();
    await expect(restoreHere()).rejects.toThrow("more than one desk");
    expect(await restoreHere(name!)).toMatchObject({ name });
    await open(env);
    expect(await t.desk.database.slow.read("SELECT name FROM contacts")).toEqual([["Ada"]]);
    rmSync(place, { recursive: true, force: true });
  }, 20_000);

  test("takes back what was there before a restore, and is no backup that fails", async () => {
    await contact("Ada", "+15550301000");
    await run("backup.make");
    await contact("Bob", "+15550302000");
    await t.close();
    const { before } = await restoreHere();
    expect(await restoreHere(before)).toMatchObject({ erasedAgain: 0 });
    await open(env);
    expect(await t.desk.database.slow.read("SELECT name FROM contacts ORDER BY name")).toEqual([
      ["Ada"],
      ["Bob"],
    ]);
    t.clock.advance(11_000);
    await t.desk.outbox.doubtCutOff();
    const { checks } = await (await t.request("/readyz")).json();
    expect(checks.backups?.status ?? "ok").toBe("ok");
  });

  test("opens what an earlier passphrase sealed, and never takes by itself what is not sealed", async () => {
    await t.close();
    await open({ BACKUP_PASSPHRASE: passphrase });
    await contact("Ada", "+15550301000");
    const { name } = (await run("backup.make")).last!;
    await t.close();
    await open({});
    await contact("Mallory", "+15550309000");
    const { name: plain } = (await run("backup.make")).last!;
    await t.close();
    env = {
      ...env,
      BACKUP_PASSPHRASE: "the words that hold from now on",
      BACKUP_PASSPHRASE_PREVIOUS: passphrase,
    };
    expect(await restoreHere()).toMatchObject({ name });
    expect(await restoreHere(plain!)).toMatchObject({ name: plain });
    await open(env);
  }, 20_000);

  test("of a copy with a root secret that is none, other steps than it says, or a table less changes nothing", async () => {
    await t.close();
    await open({ BACKUP_PASSPHRASE: passphrase });
    await contact("Ada", "+15550301000");
    const { name } = (await run("backup.make")).last!;
    await t.close();
    const { pack } = await import("#desk/backups/pack.ts");
    const work = mkdtempSync(join(tmpdir(), "frontdesk-crafted-"));
    await unpack(join(folder, "backups", name!), join(work, "whole.db"), [passphrase]);
    const [before, secret] = [
      await rowsOf(join(folder, "frontdesk.db")),
      readFileSync(join(folder, "secret")),
    ];
    for (const sql of [
      "UPDATE backup_manifest SET value = 'x' WHERE key = 'secret'",
      "UPDATE schema_migrations SET hash = 'another'",
      "DROP TABLE outbox",
    ]) {
      copyFileSync(join(work, "whole.db"), join(work, "copy.db"));
      const database = await openNative(join(work, "copy.db"));
      database.exec("PRAGMA foreign_keys = OFF");
      database.exec(sql);
      database.close();
      await pack(join(work, "copy.db"), join(work, "packed"), [passphrase]);
      await expect(restoreHere(join(work, "packed"))).rejects.toThrow();
      expect(await rowsOf(join(folder, "frontdesk.db"))).toEqual(before);
      expect(readFileSync(join(folder, "secret"))).toEqual(secret);
    }
    rmSync(work, { recursive: true, force: true });
    await open(env);
  }, 60_000);

  test("from a copy that is not sealed says what cannot be opened any more", async () => {
    await runOperation(t.desk, "secret.set", {
      name: "ingest_token",
      secret: "a-token-that-is-long-enough-for-this",
    });
    await run("backup.make");
    await t.close();
    rmSync(join(folder, "secret"));
    expect(await restoreHere()).toMatchObject({ secret: "not in the copy", unopened: 1 });
    await open(env);
  });
});

describe("a store that speaks S3", () => {
  let s3: FakeS3;
  beforeEach(async () => {
    s3 = startFakeS3();
    await t.close();
    await open({
      BACKUP_URL: `${s3.url}/desk`,
      BACKUP_ACCESS_KEY_ID: "key",
      BACKUP_SECRET_ACCESS_KEY: "secret",
    });
  });
  afterEach(() => s3.stop());

  test("keeps copies, lists, rotates and gives them back", async () => {
    await t.set("backup.keep", 1);
    await contact("Ada", "+15550301000");
    await run("backup.make");
    const { copies, last, problem } = await run("backup.make");
    expect([last?.problem, problem, copies.length, s3.unsigned]).toEqual([null, null, 1, 0]);
    expect([...s3.objects.keys()].every((key) => key.startsWith("desk/frontdesk-"))).toBe(true);
    expect((await run("backup.drill")).lastDrill?.problem).toBeNull();
    await t.close();
    rmSync(join(folder, "frontdesk.db"));
    expect(await restoreHere()).toMatchObject({ name: copies[0]!.name });
    await open(env);
    expect(await t.desk.database.slow.read("SELECT name FROM contacts")).toEqual([["Ada"]]);
  });

  test("an upload that is cut off is no copy, and a refusal is told in words of ours", async () => {
    s3.faults = ["cut off"];
    expect((await run("backup.make")).last?.problem).toContain("cut off");
    expect((await list()).copies.filter(({ isWhole }) => isWhole)).toEqual([]);
    s3.faults = ["refuse"];
    expect((await run("backup.make")).last?.problem).toContain("BACKUP_ACCESS_KEY_ID");
    expect((await run("backup.make")).last?.problem).toBeNull();
    expect(JSON.stringify(await list())).not.toContain("AccessDenied");
  }, 20_000);
});

test("a name says when a copy was made, and a mark that it is whole", () => {
  const name = "frontdesk-mik2x7ab-2026-11-29T10-53-52-000Z-0009_several_processes.db.gz.age";
  const mark = `${name}.5-${"a".repeat(64)}.whole`;
  const listed = (bytes: number) =>
    copiesIn([
      { name, bytes },
      { name: mark, bytes: 6 },
      { name: "x", bytes: 1 },
    ]);
  expect(listed(5)).toMatchObject([
    { name, isWhole: true, isSealed: true, madeAt: Date.UTC(2026, 10, 29, 10, 53, 52) },
  ]);
  expect(listed(4)).toMatchObject([{ isWhole: false }]);
});
