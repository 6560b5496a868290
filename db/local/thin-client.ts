import type { InArgs, InStatement, ResultSet, Row } from "@libsql/core/api";
import { type NativeDatabase, type NativeStatement, openNative } from "#runtime/libsql.ts";
import { onlyReads, ReadingClient } from "../reading-client.ts";

const keptStatements = 400;
/** Pages kept in memory; with the two megabytes SQLite takes by itself a list reads the file again and again. */
const cacheKilobytes = 16_000;

interface Prepared {
  statement: NativeStatement;
  columns: string[];
  reader: boolean;
}

export interface ReaderOptions {
  path: string;
  encryptionKey?: string | undefined;
  /** Told how long each read took. */
  observe?: ((seconds: number) => void) | undefined;
}

/**
 * Reads of a local file behind @libsql/client's interface, with prepared statements kept between calls
 * (that client prepares anew each time). It holds one connection. Writes, transactions and batches are
 * refused: `write.ts` alone does those.
 */
export class ThinClient extends ReadingClient {
  override closed = false;
  override readonly protocol = "file";
  readonly #path: string;
  readonly #encryptionKey: string | undefined;
  readonly #observe: (seconds: number) => void;
  readonly #prepared = new Map<string, Prepared>();
  #database: NativeDatabase;

  private constructor(database: NativeDatabase, { path, encryptionKey, observe = () => {} }: ReaderOptions) {
    super();
    this.#path = path;
    this.#encryptionKey = encryptionKey;
    this.#database = database;
    this.#observe = observe;
  }

  static async open(options: ReaderOptions): Promise<ThinClient> {
    return new ThinClient(await openReader(options.path, options.encryptionKey), options);
  }

  async execute(query: InStatement, args?: InArgs): Promise<ResultSet> {
    const sql = typeof query === "string" ? query : query.sql;
    const bound = (typeof query === "string" ? args : query.args) ?? [];
    if (!Array.isArray(bound)) throw new TypeError("Named arguments are not used in this project.");
    const started = performance.now();
    try {
      return this.#run(sql, bound);
    } catch (failure) {
      if (!isConnectionFailure(failure)) throw failure;
      await this.#reopen();
      return this.#run(sql, bound);
    } finally {
      this.#observe((performance.now() - started) / 1000);
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#prepared.clear();
    this.#database.close();
  }

  #run(sql: string, args: unknown[]): ResultSet {
    const prepared = this.#prepare(sql);
    if (!prepared.reader) throw onlyReads();
    const rows = prepared.statement.all(args.map(toNative)) as unknown as Row[];
    return {
      columns: prepared.columns,
      columnTypes: [],
      rows,
      rowsAffected: 0,
      lastInsertRowid: undefined,
      toJSON: () => ({ columns: prepared.columns, rows }),
    };
  }

  #prepare(sql: string): Prepared {
    const kept = this.#prepared.get(sql);
    if (kept) return kept;
    const statement = this.#database.prepare(sql);
    const reader = statement.reader;
    if (reader) statement.raw(true);
    const prepared = {
      statement,
      reader,
      columns: reader ? statement.columns().map((column) => column.name) : [],
    };
    if (this.#prepared.size >= keptStatements) {
      const oldest = this.#prepared.keys().next();
      if (!oldest.done) this.#prepared.delete(oldest.value);
    }
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  async #reopen(): Promise<void> {
    if (this.closed) return;
    const fresh = await openReader(this.#path, this.#encryptionKey);
    this.#prepared.clear();
    this.#database.close();
    this.#database = fresh;
  }
}

async function openReader(path: string, encryptionKey: string | undefined): Promise<NativeDatabase> {
  const database = await openNative(path, { encryptionKey });
  database.exec("PRAGMA query_only = ON");
  database.exec(`PRAGMA cache_size = -${cacheKilobytes}`);
  return database;
}

/** True for what a fresh connection may mend: a lock, a failed read of the disk, a file that was out of reach. */
function isConnectionFailure(failure: unknown): boolean {
  const codes = [5, 6, 10, 14, 21];
  return failure instanceof Error && "rawCode" in failure && codes.includes(Number(failure.rawCode) & 0xff);
}

/** True for a lock held by somebody else: SQLITE_BUSY (5) and SQLITE_LOCKED (6). */
export function isLockFailure(failure: unknown): boolean {
  return failure instanceof Error && "rawCode" in failure && [5, 6].includes(Number(failure.rawCode) & 0xff);
}

/** Booleans and undefined, as SQLite takes them. */
export function toNative(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value === undefined ? null : value;
}
