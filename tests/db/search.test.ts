import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "#db/local/migrate.ts";
import { type Migration, migrations } from "#db/migrations/embedded.ts";
import { makeSearch, matchesFor } from "#db/search.ts";
import { type NativeDatabase, openNative } from "#runtime/libsql.ts";

const now = Date.UTC(2026, 10, 21);
const last = migrations.at(-1)!.id;
let folder: string;
let path: string;
let database: NativeDatabase;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "frontdesk-search-"));
  path = join(folder, "frontdesk.db");
  await migrate(path, now);
  database = await openNative(path);
  database.exec(`INSERT INTO lines (id, provider, provider_id, number, name, created_at, updated_at)
      VALUES ('lin_1', 'sandbox', 'x', '+15550100001', 'Desk', 1, 1);
    INSERT INTO conversations (id, peer, last_activity_at, created_at) VALUES ('cnv_1', '+15550100200', 1, 1);`);
  for (const [id, content] of [
    ["msg_1", "The boiler makes a noise"],
    ["msg_2", "Café au lait, s'il vous plaît"],
  ])
    put(database, id!, content!);
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function put(to: NativeDatabase, id: string, content: string): void {
  to.prepare(`INSERT INTO messages (id, conversation_id, line_id, provider, direction, peer, content, status, at,
      created_at, updated_at) VALUES (?, 'cnv_1', 'lin_1', 'sandbox', 'inbound', '+15550100200', ?, 'received', 1, 1, 1)`).run(
    [id, content],
  );
}

function found(text: string, at = database, kind: "all" | "any" = "all"): unknown[] {
  const match = matchesFor(text)?.[kind];
  if (match === undefined) return [];
  return at
    .prepare(
      "SELECT id FROM messages WHERE rowid IN (SELECT rowid FROM message_words WHERE message_words MATCH ?) ORDER BY id",
    )
    .raw(true)
    .all([match])
    .flat();
}

/** Every word that the index holds at all. */
function vocabulary(): unknown[] {
  database.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'message_words', 'row')");
  return database.prepare("SELECT term FROM temp.words").raw(true).all([]).flat();
}

describe("the words of texts", () => {
  test("are found whole or begun, whatever their case and accents, all of them or any", () => {
    expect(found("BOILER noi")).toEqual(["msg_1"]);
    expect(found("cafe plait")).toEqual(["msg_2"]);
    expect(found("noises")).toEqual(["msg_1"]);
    expect(found("boiler cafe")).toEqual([]);
    expect(found("boiler cafe", database, "any")).toEqual(["msg_1", "msg_2"]);
  });

  test("follow what is changed and deleted, and nothing of the old words stays in the index", () => {
    database.exec("UPDATE messages SET content = 'The radiator drips' WHERE id = 'msg_1'");
    expect([found("boiler"), found("radiator")]).toEqual([[], ["msg_1"]]);
    database.exec("DELETE FROM messages WHERE id = 'msg_2'");
    expect(found("cafe")).toEqual([]);
    expect(vocabulary()).toEqual(["15550100200", "drip", "radiat", "the"]);
  });

  test("are found in a copy that VACUUM INTO made, which may number its rows anew", async () => {
    database.exec("DELETE FROM messages WHERE id = 'msg_1'");
    put(database, "msg_3", "The boiler again");
    database.prepare("VACUUM INTO ?").run([join(folder, "copy.db")]);
    const copy = await openNative(join(folder, "copy.db"));
    expect([found("boiler", copy), found("cafe", copy)]).toEqual([["msg_3"], ["msg_2"]]);
    copy.close();
  });

  test("are made anew after a change of the schema that would have lost them, and not at every start", async () => {
    expect(makeSearch(database, last)).toBe(false);
    const rebuild: Migration = {
      id: "0999_rebuild",
      hash: "x",
      statements: [
        "CREATE TABLE messages_new AS SELECT * FROM messages",
        "DROP TABLE messages",
        "ALTER TABLE messages_new RENAME TO messages",
        // What refers to a text asks for its id to be one.
        "CREATE UNIQUE INDEX messages_id ON messages (id)",
      ],
    };
    await migrate(path, now, [...migrations, rebuild]);
    expect(found("boiler")).toEqual(["msg_1"]);
    database.exec("UPDATE messages SET content = 'The radiator drips' WHERE id = 'msg_1'");
    expect([found("boiler"), found("radiator")]).toEqual([[], ["msg_1"]]);
  });

  test("are made anew where a start ended between the schema and them", async () => {
    database.exec("DROP TABLE message_words; DROP TRIGGER messages_words_insert; DELETE FROM search_state");
    await migrate(path, now);
    expect(found("boiler")).toEqual(["msg_1"]);
  });
});

describe("the words of contacts", () => {
  const named = (text: string) =>
    database
      .prepare(
        "SELECT id FROM contacts WHERE rowid IN (SELECT rowid FROM contact_words WHERE contact_words MATCH ?)",
      )
      .raw(true)
      .all([matchesFor(text)?.all])
      .flat();

  test("follow what is changed and deleted, without regard to accents, and nothing stays", async () => {
    database.exec(
      "INSERT INTO contacts (id, name, notes, origin, created_at, updated_at) VALUES ('con_1', 'Zoë Ünal', 'Two cats', 'typed', 1, 1)",
    );
    expect([named("zoe unal"), named("cats")]).toEqual([["con_1"], ["con_1"]]);
    database.exec("UPDATE contacts SET name = 'Renamed' WHERE id = 'con_1'");
    expect([named("zoe"), named("renamed")]).toEqual([[], ["con_1"]]);
    await migrate(path, now, [...migrations, { id: "0999_x", hash: "x", statements: ["SELECT 1"] }]);
    expect(named("renamed")).toEqual(["con_1"]);
    database.exec("DELETE FROM contacts");
    expect(named("cats")).toEqual([]);
    database.exec("CREATE VIRTUAL TABLE temp.named USING fts5vocab('main', 'contact_words', 'row')");
    expect(database.prepare("SELECT term FROM temp.named").raw(true).all([])).toEqual([]);
  });
});

describe("an encrypted database", () => {
  test("is searched like any other", async () => {
    const sealed = join(folder, "sealed.db");
    const encryptionKey = "a key that is long enough for this";
    await migrate(sealed, now, migrations, encryptionKey);
    const opened = await openNative(sealed, { encryptionKey });
    opened.exec("PRAGMA foreign_keys = OFF");
    put(opened, "msg_9", "The boiler makes a noise");
    expect(found("noise", opened)).toEqual(["msg_9"]);
    opened.close();
  });
});

describe("what somebody types", () => {
  test.each([
    '"',
    "boiler OR",
    "NOT boiler",
    "content:boiler",
    "{content} : boiler",
    "boiler*",
    "(boiler",
    "boiler AND (",
    "NEAR(boiler noise)",
    "-boiler",
    "^boiler",
    "boiler\0noise",
    "boiler\ud800",
    "'; DROP TABLE messages; --",
    "''",
    "\u2028boiler",
  ])("is words and nothing else: %p", (text) => {
    expect(() => found(text)).not.toThrow();
    expect(() => found(text, database, "any")).not.toThrow();
    expect(database.prepare("SELECT count(*) FROM messages").raw(true).all([])).toEqual([[2]]);
  });

  test("is at most sixteen look-ups of single words, whatever joins them; one or two letters begin none", () => {
    const long = matchesFor(Array.from({ length: 125 }, (_, n) => `w${n}`).join("-"))!;
    expect(long.all.match(/"\w+"/g)).toHaveLength(16);
    expect(long.any.match(/"\w+"/g)).toHaveLength(16);
    expect(long.any.match(/"w1\d"\*/g)).toHaveLength(6);
    expect(long.any).toContain('"w9" OR');
    expect(matchesFor("x".repeat(500))!.all).toBe(`"${"x".repeat(40)}"*`);
    expect(matchesFor("a b")).toEqual({ all: '"a" AND "b"', any: '"a" OR "b"' });
    expect(matchesFor("o'brien the the")!.any).toBe('"o" OR "brien"* OR "the"*');
  });

  test("means nothing where there is no word in it", () => {
    for (const text of ["", " ", "!!", '"', "…"]) expect(matchesFor(text)).toBeUndefined();
  });
});
