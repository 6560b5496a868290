import { type NativeDatabase, openNative } from "#runtime/libsql.ts";

/** Tables of the desk's own, with how many rows each has. */
export function countsOf(database: NativeDatabase): Map<string, number> {
  const names = database
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT GLOB '*_words_*' ORDER BY name",
    )
    .raw(true)
    .all([])
    .map(([name]) => String(name));
  return new Map(
    names.map((name) => {
      const [[rows] = []] = database.prepare(`SELECT count(*) FROM "${name}"`).raw(true).all([]);
      return [name, Number(rows)];
    }),
  );
}

/** A copy that is not whole, by what it is wrong. */
export class CopyFault extends Error {
  override name = "CopyFault";
  readonly code: "NOT_WHOLE" | "UNREADABLE";

  constructor(code: CopyFault["code"]) {
    super(code);
    this.code = code;
  }
}

/** Looks whether a copy is a whole database; gives its tables and their rows. @throws CopyFault */
export async function inspectCopy(
  path: string,
  encryptionKey: string | undefined,
): Promise<Map<string, number>> {
  const database = await openNative(path, { encryptionKey });
  try {
    const found = verdictOf(database);
    // A word index that has let go of words says so of itself, and is made anew at the next start.
    if (!found.every((line) => line === "ok" || line.startsWith("malformed inverted index")))
      throw new CopyFault("NOT_WHOLE");
    return countsOf(database);
  } finally {
    database.close();
  }
}

function verdictOf(database: NativeDatabase): string[] {
  try {
    return database
      .prepare("PRAGMA integrity_check")
      .raw(true)
      .all([])
      .map(([line]) => String(line));
  } catch {
    throw new CopyFault("UNREADABLE");
  }
}

/** What a copy says of itself, in a table of its own that goes when it is restored. */
const manifestTable = "backup_manifest";

export async function writeManifest(
  path: string,
  encryptionKey: string | undefined,
  manifest: Record<string, string>,
): Promise<void> {
  const database = await openNative(path, { encryptionKey });
  try {
    database.exec(`CREATE TABLE ${manifestTable} (key text PRIMARY KEY NOT NULL, value text NOT NULL)`);
    const insert = database.prepare(`INSERT INTO ${manifestTable} VALUES (?, ?)`);
    for (const entry of Object.entries(manifest)) insert.run(entry);
  } finally {
    database.close();
  }
}

/** What a copy says of itself; it is taken out of it. Empty for a file that is no copy of the desk's. @throws CopyFault */
export async function takeManifest(
  path: string,
  encryptionKey: string | undefined,
): Promise<Record<string, string>> {
  const database = await openNative(path, { encryptionKey });
  try {
    const rows = database.prepare(`SELECT key, value FROM ${manifestTable}`).raw(true).all([]);
    database.exec(`DROP TABLE ${manifestTable}`);
    return Object.fromEntries(rows.map(([key, value]) => [String(key), String(value)]));
  } catch {
    throw new CopyFault("UNREADABLE");
  } finally {
    database.close();
  }
}

/** Moves a database's log into its file, which nobody else may have open; false where it cannot be read. */
export async function foldLog(path: string, encryptionKey: string | undefined): Promise<boolean> {
  try {
    const database = await openNative(path, { encryptionKey });
    try {
      const [[busy] = []] = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").raw(true).all([]);
      return busy === 0;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}
