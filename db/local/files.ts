import { randomInt } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename } from "node:path";
import { openNative } from "#runtime/libsql.ts";
import { MigrationError, unreadable } from "../opening-errors.ts";

/**
 * What SQLite itself cannot tell of the files it is given. Beside the database stands `<database>-start`: the number of
 * the last start, which the database holds too (`PRAGMA user_version`), written into the file itself at each start. A
 * database with another number than its log was begun under is another copy, and the log would spoil it.
 */
const startOf = (path: string) => `${path}-start`;
const logOf = (path: string) => `${path}-wal`;

interface Header {
  pageSize: number;
  /** Zero where an older program has written the file and does not say. */
  pages: number;
  start: number;
}

/**
 * Looks at the files as they lie there, before anything opens them, and changes nothing.
 * @throws MigrationError in a sentence for a file that is cut off, gone, or not the one its log belongs to
 */
export function inspectFiles(path: string, isEncrypted: boolean): void {
  const name = basename(path);
  const hasLog = existsSync(logOf(path)) && statSync(logOf(path)).size > 0;
  if (!existsSync(path)) {
    if (!hasLog) return;
    throw new MigrationError(
      `The database file ${name} is gone, and its log ${name}-wal is still there: what was written last is in the log alone. Nothing was changed. Put ${name} back and start again; or, to begin with an empty desk, move ${name}-wal away.`,
    );
  }
  const { size } = statSync(path);
  const starts = startsIn(path);
  if (size === 0 && (hasLog || starts.length > 0)) throw cutOff(name, "It is empty.");
  if (size === 0 || isEncrypted) return;
  const header = headerOf(path);
  if (header === undefined) {
    if (size < headerLength && starts.length > 0) throw cutOff(name, `Of it ${size} bytes are left.`);
    throw unreadable(false);
  }
  const whole = header.pages * header.pageSize;
  // A kill while the log is moved into the file leaves it short, and what it lacks in the log.
  if (size < whole && !(hasLog && logHolds(path, header, size)))
    throw cutOff(name, `It should have ${whole} bytes and has ${size}.`);
  if (hasLog && starts.length > 0 && !starts.includes(header.start))
    throw new MigrationError(
      `The database file ${name} is another copy than the one that the log ${name}-wal beside it was written for: together they would be spoilt. Nothing was changed. Put back the file that belongs to the log; or, to go on with this copy as it is, move ${name}-wal and ${name}-shm away.`,
    );
}

function cutOff(name: string, how: string): MigrationError {
  return new MigrationError(
    `The database file ${name} is cut off. ${how} Nothing was changed. Put a snapshot or a copy in its place, and move ${name}-wal and ${name}-shm away.`,
  );
}

const headerLength = 100;

/** The first hundred bytes of a database (SQLite, "The Database Header"); undefined where they are not one's. */
function headerOf(path: string): Header | undefined {
  const bytes = new Uint8Array(headerLength);
  const file = openSync(path, "r");
  const read = readSync(file, bytes, 0, headerLength, 0);
  closeSync(file);
  if (read < headerLength || new TextDecoder().decode(bytes.subarray(0, 15)) !== "SQLite format 3")
    return undefined;
  const view = new DataView(bytes.buffer);
  const pageSize = view.getUint16(16);
  const isCountKnown = view.getUint32(24) === view.getUint32(92);
  return {
    pageSize: pageSize === 1 ? 65_536 : pageSize,
    pages: isCountKnown ? view.getUint32(28) : 0,
    start: view.getUint32(60),
  };
}

const logHeader = 32;
const frameHeader = 24;

/** Whether the log has every page that the file is short of (SQLite, "WAL File Format"). */
function logHolds(path: string, { pageSize, pages }: Header, size: number): boolean {
  const held = new Set<number>();
  const file = openSync(logOf(path), "r");
  try {
    const start = new DataView(new ArrayBuffer(logHeader));
    if (readSync(file, start, 0, logHeader, 0) < logHeader) return false;
    const frame = new DataView(new ArrayBuffer(frameHeader));
    for (let at = logHeader; ; at += frameHeader + pageSize) {
      if (readSync(file, frame, 0, frameHeader, at) < frameHeader) break;
      // Frames of an earlier round of the log have another salt, and are over.
      if (frame.getUint32(8) !== start.getUint32(16) || frame.getUint32(12) !== start.getUint32(20)) break;
      held.add(frame.getUint32(0));
    }
  } finally {
    closeSync(file);
  }
  const first = Math.floor(size / pageSize) + 1;
  return Array.from({ length: pages - first + 1 }, (_, more) => first + more).every((page) => held.has(page));
}

/** The numbers that the database may hold: two while a start is being written down. */
function startsIn(path: string): number[] {
  if (!existsSync(startOf(path))) return [];
  const text = readFileSync(startOf(path), "utf8").trim();
  // A file that says nothing, or something else, is no witness against the database.
  return /^\d{1,10}(?: \d{1,10})?$/.test(text) ? text.split(" ").map(Number) : [];
}

/** Numbers this start, in the file itself and beside it; to be called by whoever holds the lock, once the schema is right. */
export async function numberStart(path: string, encryptionKey: string | undefined): Promise<void> {
  const database = await openNative(path, { encryptionKey });
  try {
    const [[known = 0] = []] = database.prepare("PRAGMA user_version").raw(true).all([]);
    // By chance, and not counted: two copies that are each started once have different numbers.
    const next = randomInt(1, 2 ** 31 - 1);
    writeStarts(path, [Number(known), next]);
    database.exec(`PRAGMA user_version = ${next}`);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    writeStarts(path, [next]);
  } finally {
    database.close();
  }
}

function writeStarts(path: string, starts: number[]): void {
  const aside = `${startOf(path)}.new`;
  writeFileSync(aside, `${starts.join(" ")}\n`, { mode: 0o600 });
  const file = openSync(aside, "r+");
  fsyncSync(file);
  closeSync(file);
  renameSync(aside, startOf(path));
}

/** What keeps the files from being opened, in a sentence; undefined for what is no fault of theirs. */
export function sentenceFor(failure: unknown, path: string): MigrationError | undefined {
  const name = basename(path);
  const sqlite =
    failure instanceof Error && "rawCode" in failure ? Number(failure.rawCode) & 0xff : undefined;
  const system = failure instanceof Error && "code" in failure ? failure.code : undefined;
  if (sqlite === 13 || system === "ENOSPC")
    return new MigrationError(
      `The disk that holds the database file ${name} is full. Nothing was changed. Make room on it, then start again.`,
    );
  if (sqlite === 11)
    return new MigrationError(
      `The database file ${name} is damaged. Nothing was changed. Put a snapshot or a copy in its place, and move ${name}-wal and ${name}-shm away.`,
    );
  if (sqlite === 8 || sqlite === 14 || system === "EACCES" || system === "EROFS")
    return new MigrationError(
      `The database file ${name} cannot be opened for writing. Nothing was changed. It and its folder have to belong to the user that the desk runs as.`,
    );
  if (sqlite === 10)
    return new MigrationError(
      `The database file ${name} cannot be read or written: its disk is full or fails. Nothing was changed. Look at the disk, then start again.`,
    );
  return undefined;
}
