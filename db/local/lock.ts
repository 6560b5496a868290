import { type NativeDatabase, openNative } from "#runtime/libsql.ts";
import { isLockFailure } from "./thin-client.ts";

/** Held by the one process that owns a local database; the system lets it go when the process ends. */
export interface DatabaseLock {
  release(): void;
}

/** Takes the lock beside the database; undefined when another process has it. */
export async function takeLock(path: string): Promise<DatabaseLock | undefined> {
  const database: NativeDatabase = await openNative(path);
  try {
    database.exec("BEGIN EXCLUSIVE");
    return {
      release() {
        database.exec("ROLLBACK");
        database.close();
      },
    };
  } catch (failure) {
    database.close();
    if (isLockFailure(failure)) return undefined;
    throw failure;
  }
}
