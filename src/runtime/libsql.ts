/** The part of libSQL's native interface that the desk uses; every call is synchronous. */
export interface NativeDatabase {
  prepare(sql: string): NativeStatement;
  exec(sql: string): void;
  close(): void;
  readonly inTransaction: boolean;
}

export interface NativeStatement {
  /** True when the statement gives rows. */
  readonly reader: boolean;
  run(args: unknown[]): { changes: number };
  all(args: unknown[]): unknown[][];
  raw(on: boolean): this;
  columns(): { name: string }[];
}

const shared = globalThis as { frontdeskAddonFolder?: string | undefined };

/**
 * Where a compiled binary unpacks libSQL's native part: a folder this process can write to. Without one
 * it is the system's temporary folder. The build's own loader reads it.
 */
export function useAddonFolder(folder: string | undefined): void {
  shared.frontdeskAddonFolder = folder;
}

export function addonFolder(): string | undefined {
  return shared.frontdeskAddonFolder;
}

export interface OpenOptions {
  /**
   * Milliseconds SQLite itself waits for a lock, 50 where not given: it blocks the event loop, so it is
   * never more, and the waiting is done in queues.
   */
  timeout?: number;
  /** Encrypts the file, its log and what `VACUUM INTO` makes of it (AES-256). */
  encryptionKey?: string | undefined;
}

/** Opens a connection. A wrong key shows at the first statement, as SQLITE_NOTADB. */
export async function openNative(path: string, options: OpenOptions = {}): Promise<NativeDatabase> {
  const { default: Database } = await import("libsql");
  const { timeout = 50, encryptionKey } = options;
  const native = encryptionKey === undefined ? { timeout } : { timeout, encryptionKey };
  return new Database(path, native as ConstructorParameters<typeof Database>[1]) as unknown as NativeDatabase;
}

/** A copy of a server's database in a file of this machine. */
export interface NativeReplica {
  /** Fetches what is new; it holds up this thread until it has. @throws where the server does not answer */
  sync(): void;
  close(): void;
}

/** Opens a copy, making it first where there is none. @throws where the file is something else, or the server does not answer */
export async function openReplica(path: string, url: string, authToken?: string): Promise<NativeReplica> {
  const { default: Database } = await import("libsql");
  const native = { syncUrl: url, timeout: 50, ...(authToken === undefined ? {} : { authToken }) };
  return new Database(path, native as ConstructorParameters<typeof Database>[1]) as unknown as NativeReplica;
}
