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

/**
 * Opens a connection. `timeout` is how many milliseconds SQLite itself waits for a lock: it blocks the
 * event loop, so it stays at 50 or less and the waiting is done in queues.
 */
export async function openNative(path: string, timeout = 50): Promise<NativeDatabase> {
  const { default: Database } = await import("libsql");
  return new Database(path, { timeout }) as unknown as NativeDatabase;
}
