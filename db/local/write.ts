import { describeFailure, logOf } from "#platform/log.ts";
import { type NativeDatabase, type NativeStatement, openNative } from "#runtime/libsql.ts";
import { DeskError } from "#src/errors.ts";
import type { UnitResult, WriterObserver } from "../client.ts";
import type { Statement, Unit } from "../statement.ts";
import { unavailable } from "../unavailable.ts";
import { isLockFailure, toNative } from "./thin-client.ts";

export interface WriterOptions {
  /** Units that may wait; beyond it a caller is told UNAVAILABLE at once. */
  maxQueue: number;
  /** Milliseconds a unit waits for another program's lock before UNAVAILABLE. */
  patience: number;
  encryptionKey?: string | undefined;
  observer?: WriterObserver;
}

interface Waiting {
  unit: Unit;
  deadline: number;
  resolve(result: UnitResult): void;
  reject(failure: unknown): void;
}

interface Prepared {
  statement: NativeStatement;
  /** True where it gives rows. */
  reader: boolean;
}

const savepoint: Statement = { sql: "SAVEPOINT unit", args: [] };
const release: Statement = { sql: "RELEASE unit", args: [] };
const unitsPerCommit = 256;
/** Milliseconds: SQLite's own wait is kept short, the queue's pause does the waiting. */
const writerTimeout = 2;
const lockPause = 20;

/**
 * The only door for writes to a local file. Units that have queued by the next turn of the event loop
 * share one `BEGIN IMMEDIATE … COMMIT`. Where one of them fails, all of it is taken back and done again with a
 * savepoint around each, so that one unit's failure undoes that unit alone; mostly none does, and savepoints cost
 * as much as the statements of a small unit. A caller is answered after the commit, with `synchronous=FULL`: what was
 * answered survives a power cut. A busy or broken connection is rolled back and opened again.
 */
export class Writer {
  readonly #path: string;
  readonly #options: WriterOptions;
  readonly #queue: Waiting[] = [];
  readonly #prepared = new Map<string, Prepared>();
  /** Undefined while the connection was lost and could not be opened again. */
  #database: NativeDatabase | undefined;
  #scheduled = false;
  #closed = false;

  private constructor(path: string, database: NativeDatabase, options: WriterOptions) {
    this.#path = path;
    this.#database = database;
    this.#options = options;
  }

  static async open(path: string, options: WriterOptions): Promise<Writer> {
    return new Writer(path, await openWriter(path, options.encryptionKey), options);
  }

  /** Units that wait for a commit. */
  get depth(): number {
    return this.#queue.length;
  }

  get isFull(): boolean {
    return this.#queue.length >= this.#options.maxQueue;
  }

  /**
   * Commits the unit and answers once it is durable; `ok: false` names the guard that did not hold.
   * @throws DeskError UNAVAILABLE when the queue is full, the database stays locked, or the disk fails;
   * whatever a statement threw when the statement itself is wrong.
   */
  write(unit: Unit): Promise<UnitResult> {
    if (this.#closed) return Promise.reject(unavailable("The desk is shutting down.", 5));
    if (this.isFull) return Promise.reject(unavailable("Too much is waiting to be written.", 1));
    return new Promise((resolve, reject) => {
      this.#queue.push({ unit, deadline: performance.now() + this.#options.patience, resolve, reject });
      this.#options.observer?.depth(this.#queue.length);
      this.#schedule();
    });
  }

  /** False while there is no connection to write through; the next unit tries to open one. */
  get isOpen(): boolean {
    return this.#database !== undefined;
  }

  /** Commits what has been accepted, then closes. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#queue.length > 0 || this.#scheduled) await pause(5);
    this.#prepared.clear();
    if (!this.#database) return;
    tidy(this.#database);
    this.#database.close();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#flush());
  }

  /** Never rejects: whatever happens, the units of the group are answered and the next group has its turn. */
  async #flush(): Promise<void> {
    const group = this.#queue.splice(0, unitsPerCommit);
    try {
      await this.#commit(group);
    } catch (failure) {
      this.#giveUp(group, failure);
    }
    this.#options.observer?.depth(this.#queue.length);
    this.#scheduled = false;
    if (this.#queue.length > 0) this.#schedule();
  }

  async #commit(group: Waiting[]): Promise<void> {
    const database = await this.#begin(group);
    if (!database) return;
    const started = performance.now();
    const settle = this.#applyAll(database, group) ?? (await this.#applyEach(group));
    if (group.length > 0) this.#options.observer?.commit((performance.now() - started) / 1000, group.length);
    for (const done of settle) done();
  }

  /** Undefined where a unit fails: then nothing of the group has been done. */
  #applyAll(database: NativeDatabase, group: readonly Waiting[]): (() => void)[] | undefined {
    try {
      const settle = group.map(({ unit, resolve }) => {
        const rows = unit.map((part) => this.#run(database, part));
        return () => resolve({ ok: true, rows });
      });
      database.exec("COMMIT");
      return settle;
    } catch (failure) {
      if (!database.inTransaction) throw failure;
      database.exec("ROLLBACK");
      return undefined;
    }
  }

  /** Each under a savepoint of its own. */
  async #applyEach(group: Waiting[]): Promise<(() => void)[]> {
    const database = await this.#begin(group);
    if (!database) return [];
    const settle = group.map((waiting) => this.#apply(database, waiting));
    database.exec("COMMIT");
    return settle;
  }

  /** Undefined when every unit of the group ran out of patience while the database could not be had. */
  async #begin(group: Waiting[]): Promise<NativeDatabase | undefined> {
    for (;;) {
      const database = await this.#tryBegin();
      if (database) return database;
      const now = performance.now();
      for (const waiting of group.filter((each) => each.deadline <= now)) {
        waiting.reject(unavailable("The database cannot be written at the moment.", 2));
        group.splice(group.indexOf(waiting), 1);
      }
      if (group.length === 0) return undefined;
      await pause(lockPause);
    }
  }

  /** Undefined while another program holds the lock, or the file cannot be opened. */
  async #tryBegin(): Promise<NativeDatabase | undefined> {
    try {
      this.#database ??= await openWriter(this.#path, this.#options.encryptionKey);
      this.#database.exec("BEGIN IMMEDIATE");
      return this.#database;
    } catch (failure) {
      if (!isLockFailure(failure)) this.#drop();
      return undefined;
    }
  }

  #apply(database: NativeDatabase, waiting: Waiting): () => void {
    this.#run(database, savepoint);
    let current: Statement | undefined;
    try {
      const rows: unknown[][][] = [];
      for (current of waiting.unit) rows.push(this.#run(database, current));
      this.#run(database, release);
      return () => waiting.resolve({ ok: true, rows });
    } catch (failure) {
      if (!database.inTransaction) throw failure;
      database.exec("ROLLBACK TO unit");
      this.#run(database, release);
      const { guard } = current ?? {};
      return guard === undefined
        ? () => waiting.reject(failure)
        : () => waiting.resolve({ ok: false, guard });
    }
  }

  #run(database: NativeDatabase, part: Statement): unknown[][] {
    const { statement, reader } = this.#prepare(database, part.sql);
    const args = part.args.map(toNative);
    if (reader) return statement.all(args);
    statement.run(args);
    return [];
  }

  #prepare(database: NativeDatabase, sql: string): Prepared {
    const kept = this.#prepared.get(sql);
    if (kept) return kept;
    const statement = database.prepare(sql);
    const { reader } = statement;
    if (reader) statement.raw(true);
    if (this.#prepared.size > 400) this.#prepared.clear();
    this.#prepared.set(sql, { statement, reader });
    return { statement, reader };
  }

  /** Nothing of the group was committed: say so, and let the next group open a fresh connection. */
  #giveUp(group: Waiting[], failure: unknown): void {
    this.#drop();
    for (const waiting of group) {
      const next = "Try again in a moment.";
      waiting.reject(
        new DeskError("UNAVAILABLE", "The database could not be written.", { retryAfter: 2, next }, failure),
      );
    }
  }

  /** A connection that failed is closed, which rolls back what it had begun. */
  #drop(): void {
    this.#prepared.clear();
    const lost = this.#database;
    this.#database = undefined;
    if (lost) letGo(lost);
  }
}

/** Closing alone leaves a transaction, and its lock, to the garbage collector. What fails at it has failed already. */
function letGo(database: NativeDatabase): void {
  for (const end of [() => database.inTransaction && database.exec("ROLLBACK"), () => database.close()]) {
    try {
      end();
    } catch (failure) {
      logOf("database").debug("A lost connection could not be let go.", describeFailure(failure));
    }
  }
}

/** Moves the log into the file. Where the disk has no room for it the log stays, and the next start reads it. */
function tidy(database: NativeDatabase): void {
  try {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (failure) {
    if (!isFullDisk(failure) && !isLockFailure(failure)) throw failure;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function openWriter(path: string, encryptionKey: string | undefined): Promise<NativeDatabase> {
  const database = await openNative(path, { timeout: writerTimeout, encryptionKey });
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA foreign_keys = ON");
  // What is deleted leaves nothing of itself in the file.
  database.exec("PRAGMA secure_delete = ON");
  return database;
}

/** SQLITE_FULL (13). */
function isFullDisk(failure: unknown): boolean {
  return failure instanceof Error && "rawCode" in failure && (Number(failure.rawCode) & 0xff) === 13;
}
