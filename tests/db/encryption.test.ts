import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "#db/local/migrate.ts";
import { migrations } from "#db/migrations/embedded.ts";
import { openDatabase } from "#db/open.ts";
import { settings } from "#db/schema/index.ts";
import { statement } from "#db/statement.ts";
import { openNative } from "#runtime/libsql.ts";

const key = "0f".repeat(32);
const marker = "a customer's own words";
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "frontdesk-encrypted-"));
  path = join(folder, "frontdesk.db");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function write(encryptionKey: string | undefined): Promise<void> {
  const database = await openDatabase({ kind: "local", path, encryptionKey }, { now: 1 });
  await database.write([
    statement(
      database.read.insert(settings).values({ key: "k", value: marker, updatedAt: 1, updatedBy: "t" }),
    ),
  ]);
  expect(await database.slow.read("SELECT value FROM settings")).toEqual([[marker]]);
  expect(filesWith(marker)).toEqual(
    encryptionKey ? [] : expect.arrayContaining([expect.stringMatching(/^frontdesk\.db/)]),
  );
  await database.close();
}

/** Files anywhere in the folder whose bytes hold the text. */
function filesWith(text: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return files.filter((name) => readFileSync(join(folder, name)).includes(text));
}

test("with a key, neither the file nor its log nor its snapshot holds a readable word", async () => {
  await write(key);
  expect(filesWith(marker)).toEqual([]);
  const step = { id: "0999_more", hash: "x", statements: ["ALTER TABLE settings ADD COLUMN note text"] };
  const { snapshot } = await migrate(path, 1, [...migrations, step], key);
  expect(filesWith(marker)).toEqual([]);
  const copy = await openNative(snapshot ?? "", { encryptionKey: key });
  expect(copy.prepare("SELECT value FROM settings").raw(true).all([])).toEqual([[marker]]);
  copy.close();
});

const wrong: [string, string | undefined, string | undefined, string][] = [
  ["another key", key, "e1".repeat(32), "cannot be read with FRONTDESK_ENCRYPTION_KEY"],
  ["no key for an encrypted file", key, undefined, "FRONTDESK_ENCRYPTION_KEY is not set"],
  ["a key for a file without one", undefined, key, "made without one"],
];

test.each(wrong)("%s is told in words, and nothing is touched", async (_name, made, given, message) => {
  await write(made);
  const before = readFileSync(path);
  await expect(openDatabase({ kind: "local", path, encryptionKey: given }, { now: 1 })).rejects.toThrow(
    message,
  );
  expect(readFileSync(path).equals(before)).toBe(true);
  const database = await openDatabase({ kind: "local", path, encryptionKey: made }, { now: 1 });
  expect(await database.slow.read("SELECT value FROM settings")).toEqual([[marker]]);
  await database.close();
});
