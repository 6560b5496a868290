import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Client } from "@libsql/core/api";
import { LibSQLSession } from "drizzle-orm/libsql/session";
import { BaseSQLiteDatabase, SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { addonFolder } from "#runtime/libsql.ts";
import { inspectFiles, numberStart, sentenceFor } from "./files.ts";
import { takeLock } from "./lock.ts";
import { type MigrationReport, migrate } from "./migrate.ts";
import { DatabaseLockedError } from "./opening-errors.ts";
import { SlowReader } from "./slow.ts";
import type { Unit } from "./statement.ts";
import { ThinClient } from "./thin-client.ts";
import { type UnitResult, Writer, type WriterObserver } from "./write.ts";

/** Builds and runs reads; builds the statements of units, which `write` commits. */
export type Reader = BaseSQLiteDatabase<"async", unknown>;

/** The desk's database: one reader, one writer, one thread for slow reads, one lock. */
export interface Database {
  readonly path: string;
  readonly read: Reader;
  readonly slow: SlowReader;
  readonly migration: MigrationReport;
  write(unit: Unit): Promise<UnitResult>;
  /** False while there is no connection to write through. */
  readonly isWritable: boolean;
  /** True while the write queue takes no more. */
  readonly isFull: boolean;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  path: string;
  now: number;
  /** Encrypts the file, its log, its snapshots. */
  encryptionKey?: string | undefined;
  observer?: WriterObserver;
  observeRead?: (seconds: number) => void;
  maxQueue?: number;
  patience?: number;
}

const clients = new WeakMap<Reader, Client>();

/** The connection beneath a reader, for what drizzle is too slow for. */
export function clientOf(reader: Reader): Client {
  const client = clients.get(reader);
  if (!client) throw new TypeError("this reader has no database");
  return client;
}

/** Builds statements where no database is at hand; running one fails. */
export const builder: Reader = drizzleOn({
  execute: () => Promise.reject(new Error("This builder has no database.")),
} as unknown as Client);

/**
 * Takes the lock, migrates and opens the three connections.
 * @throws DatabaseLockedError when another process owns the file; MigrationError when it cannot be used.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  mkdirSync(dirname(options.path), { recursive: true, mode: 0o700 });
  const lock = await inWords(options.path, () => takeLock(`${dirname(options.path)}/lock.db`));
  if (!lock) throw new DatabaseLockedError("Another Frontdesk process owns this database.");
  try {
    const { path, encryptionKey } = options;
    inspectFiles(path, encryptionKey !== undefined);
    const migration = await inWords(path, () => migrate(path, options.now, undefined, encryptionKey));
    chmodSync(options.path, 0o600);
    await inWords(path, () => numberStart(path, encryptionKey));
    const writer = await Writer.open(options.path, {
      maxQueue: options.maxQueue ?? 4000,
      patience: options.patience ?? 10_000,
      encryptionKey,
      ...(options.observer ? { observer: options.observer } : {}),
    });
    const client = await ThinClient.open({ path, encryptionKey, observe: options.observeRead });
    const read = drizzleOn(client);
    clients.set(read, client);
    const slow = new SlowReader({ path, encryptionKey, addonFolder: addonFolder() });
    return {
      path: options.path,
      read,
      slow,
      migration,
      write: (unit) => writer.write(unit),
      get isWritable() {
        return writer.isOpen;
      },
      get isFull() {
        return writer.isFull;
      },
      async close() {
        await slow.close();
        client.close();
        await writer.close();
        lock.release();
      },
    };
  } catch (failure) {
    lock.release();
    throw failure;
  }
}

/** What keeps the files from being opened is told in a sentence of its own. @throws MigrationError */
async function inWords<Value>(path: string, open: () => Promise<Value>): Promise<Value> {
  try {
    return await open();
  } catch (failure) {
    throw sentenceFor(failure, path) ?? failure;
  }
}

/** Only reads, beside a process that owns the file or without one: no lock is taken and nothing is migrated. */
export async function openReader(options: {
  databasePath: string;
  encryptionKey: string | undefined;
}): Promise<{ read: Reader; close(): void }> {
  const client = await ThinClient.open({ path: options.databasePath, encryptionKey: options.encryptionKey });
  return { read: drizzleOn(client), close: () => client.close() };
}

/** drizzle's own `drizzle()` would load @libsql/client, and with it the native part, before it is wanted. */
function drizzleOn(client: Client): Reader {
  const dialect = new SQLiteAsyncDialect({ casing: "snake_case" });
  return new BaseSQLiteDatabase(
    "async",
    dialect,
    new LibSQLSession(client, dialect, undefined, {}, undefined),
    undefined,
  );
}
