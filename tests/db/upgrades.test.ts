import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { migrate } from "#db/local/migrate.ts";
import { migrations } from "#db/migrations/embedded.ts";
import { type NativeDatabase, openNative } from "#runtime/libsql.ts";
import { runOperation } from "#src/cli/command.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { openTestDesk } from "#tests/support/desk.ts";
import known from "./upgrades/known.json" with { type: "json" };

/** A small database of each version that ever landed, as that version's own program left it. */
const files = join(import.meta.dirname, "upgrades");
const made = Date.UTC(2026, 10, 29, 12);
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "frontdesk-upgrade-"));
  path = join(folder, "frontdesk.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function look<T>(at: string, read: (database: NativeDatabase) => T): Promise<T> {
  const database = await openNative(at);
  try {
    return read(database);
  } finally {
    database.close();
  }
}

const tables = [
  "settings",
  "contacts",
  "contact_phones",
  "messages",
  "calls",
  "tokens",
  "inbound_events",
  "audit",
];
const rowsOf = (at: string) =>
  look(at, (database) =>
    tables.map((table) => [
      table,
      database.prepare(`SELECT count(*) FROM ${table}`).raw(true).all([])[0]?.[0],
    ]),
  );

test("each version that landed is here", () => {
  const landed = migrations.slice(0, -1).map(({ id }) => id);
  expect(landed.filter((id) => !existsSync(join(files, `${id}.db.gz`)))).toEqual([]);
});

test.each(Object.entries(known))(
  "from %s in one step, with a snapshot that the old version opens again",
  async (id, { token, queueId, origin }) => {
    writeFileSync(path, gunzipSync(readFileSync(join(files, `${id}.db.gz`))));
    const before = await rowsOf(path);
    const t = await openTestDesk({
      folder,
      clock: fakeClock(made),
      env: { DATABASE_URL: `file:${path}`, FRONTDESK_SECRET: "", BASE_URL: origin },
    });
    const { applied, snapshot = "" } = t.desk.database.migration;
    expect(applied).toEqual(migrations.map((step) => step.id).filter((step) => step > id));
    // What was there is there, in the database and in the copy of it as it was.
    const now = new Map((await rowsOf(path)) as [string, number][]);
    for (const [table, rows] of before as [string, number][])
      expect([table, (now.get(table) ?? 0) >= rows]).toEqual([table, true]);
    expect(await rowsOf(snapshot)).toEqual(before);

    // Whoever had a token has it, finds what was said, and sees what waits.
    const call = (name: string, args: object) => t.tool(name, args, token);
    expect((await call("list_lines", {})).status).toBe(200);
    const history = await call("get_message_history", { limit: 100 });
    expect(history.body.messages.length).toBeGreaterThan(3);
    const [said] = history.body.messages as { content?: string; untrustedContent?: string }[];
    const word = /\p{L}{4,}/u.exec(said?.content ?? said?.untrustedContent ?? "")?.[0];
    expect((await call("search_messages", { query: word })).body.messages.length).toBeGreaterThan(0);
    const contacts = await t.desk.database.slow.read(
      "SELECT c.notes FROM contact_words w JOIN contacts c ON c.rowid = w.rowid WHERE contact_words MATCH 'cafe'",
    );
    expect(String(contacts[0])).toContain("caf");
    const listed = await runOperation<{ requests: { queue_id: string; card: unknown[] }[] }>(
      t.desk,
      "authorization.list",
      { show: "pending" },
    );
    const waiting = listed.requests.find((request) => request.queue_id === queueId);
    expect(waiting?.card.length).toBeGreaterThan(0);
    await t.close();

    // The way back: the copy takes the database's place, and the version that made it has nothing to do.
    const index = migrations.findIndex((step) => step.id === id);
    const own = migrations.slice(0, index + 1);
    expect(await migrate(snapshot, made, own, undefined, () => undefined)).toEqual({
      applied: [],
      snapshot: undefined,
    });
    await expect(migrate(path, made, own)).rejects.toThrow("newer version");
  },
);

test("who wrote lately and was not answered waits for an answer, also where it was before there was a word for it", async () => {
  await migrate(
    path,
    made,
    migrations.filter(({ id }) => id < "0009"),
    undefined,
    () => undefined,
  );
  const hour = 3_600_000;
  const now = Date.now();
  const [recent, old] = [now - hour, now - 72 * hour];
  await look(path, (database) => {
    database.exec(`INSERT INTO lines (id, provider, provider_id, number, name, created_at, updated_at)
      VALUES ('lin_1', 'sandbox', 'x', '+15550100001', 'Desk', 1, 1)`);
    for (const [peer, inbound, outbound] of [
      ["+15550100201", recent, undefined],
      ["+15550100202", recent, recent + 1],
      ["+15550100203", old, undefined],
    ] as const) {
      database
        .prepare(
          "INSERT INTO conversations (id, peer, last_activity_at, last_inbound_at, created_at) VALUES (?, ?, ?, ?, 1)",
        )
        .run([`cnv_${peer}`, peer, inbound, inbound]);
      const insert = database.prepare(
        "INSERT INTO messages (id, conversation_id, line_id, provider, direction, peer, content, status, at, created_at, updated_at) VALUES (?, ?, 'lin_1', 'sandbox', ?, ?, 'x', 'received', ?, 1, 1)",
      );
      insert.run([`in_${peer}`, `cnv_${peer}`, "inbound", peer, inbound]);
      if (outbound !== undefined) insert.run([`out_${peer}`, `cnv_${peer}`, "outbound", peer, outbound]);
    }
  });
  await migrate(path, made);
  const waiting = await look(path, (database) =>
    database
      .prepare("SELECT peer FROM conversations WHERE waiting_since IS NOT NULL")
      .raw(true)
      .all([])
      .flat(),
  );
  expect(waiting).toEqual(["+15550100201"]);
});
