import type { Client } from "@libsql/core/api";
import { LibSQLSession } from "drizzle-orm/libsql/session";
import { BaseSQLiteDatabase, SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import type { Unit } from "./statement.ts";

/** Builds and runs reads; builds the statements of units, which `write` commits. */
export type Reader = BaseSQLiteDatabase<"async", unknown>;

/** Reads that take long, apart from those that somebody waits for. */
export interface SlowReader {
  /** Rows as lists of values. @throws Error whose `code` is SQLite's when the query fails. */
  read(sql: string, args?: readonly unknown[]): Promise<unknown[][]>;
}

/** Rows that a unit's statements returned, one list a statement; or the guard that ended it. */
export type UnitResult = { ok: true; rows: unknown[][][] } | { ok: false; guard: string };

export interface MigrationReport {
  applied: string[];
  /** Copy of the file as it was before, when there was something to keep; a server keeps its own. */
  snapshot: string | undefined;
}

/** The ways to read. */
export interface Views {
  readonly read: Reader;
  readonly slow: SlowReader;
}

/** The desk's database, in a file of its own or on a libSQL server: the same promises to whoever reads and writes. */
export interface Database extends Views {
  /** A file that this process alone writes, or a server that several processes share. */
  readonly kind: "local" | "remote";
  /** For what is only shown: with a copy of the database here it may be a second old. */
  readonly content: Views;
  /** True where there should be a copy here to read from, and is none that is good. */
  readonly lacksReplica: boolean;
  readonly migration: MigrationReport;
  /**
   * Commits the unit and answers once it is durable; `ok: false` names the guard that did not hold.
   * @throws DeskError UNAVAILABLE when the queue is full or the database cannot be written; whatever a statement
   * threw when the statement itself is wrong.
   */
  write(unit: Unit): Promise<UnitResult>;
  /**
   * Copies the whole database into a new file while it is used, and looks at the copy; gives its tables and their
   * rows. @throws DeskError UNSUPPORTED for a server's, whose copies are its own; Error whose `code` says what is wrong.
   */
  copy(target: string): Promise<Map<string, number>>;
  /** False while there is nothing to write through. */
  readonly isWritable: boolean;
  /** True while the write queue takes no more. */
  readonly isFull: boolean;
  close(): Promise<void>;
}

export interface WriterObserver {
  commit(seconds: number, units: number): void;
  depth(units: number): void;
}

/** What whoever opens a database wants of it. */
export interface OpeningOptions {
  now: number;
  observer?: WriterObserver;
  observeRead?: (seconds: number) => void;
  /** Units that may wait; beyond it a caller is told UNAVAILABLE at once. */
  maxQueue?: number;
  /** Milliseconds a unit waits for a database that cannot be written before UNAVAILABLE. */
  patience?: number;
}

const clients = new WeakMap<Reader, Client>();

/** The connection beneath a reader, for what drizzle is too slow for. */
export function clientOf(reader: Reader): Client {
  const client = clients.get(reader);
  if (!client) throw new TypeError("this reader has no database");
  return client;
}

/** drizzle's own `drizzle()` would load @libsql/client, and with it the native part, before it is wanted. */
export function readerOn(client: Client): Reader {
  const dialect = new SQLiteAsyncDialect({ casing: "snake_case" });
  const reader: Reader = new BaseSQLiteDatabase(
    "async",
    dialect,
    new LibSQLSession(client, dialect, undefined, {}, undefined),
    undefined,
  );
  clients.set(reader, client);
  return reader;
}

/** Builds statements where no database is at hand; running one fails. */
export const builder: Reader = readerOn({
  execute: () => Promise.reject(new Error("This builder has no database.")),
} as unknown as Client);
