import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { addonFolder } from "#runtime/libsql.ts";
import { type Database, type OpeningOptions, readerOn } from "../client.ts";
import { DatabaseLockedError } from "../opening-errors.ts";
import type { LocalPlace } from "../place.ts";
import { inspectFiles, numberStart, sentenceFor } from "./files.ts";
import { takeLock } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { SlowThread } from "./slow.ts";
import { ThinClient } from "./thin-client.ts";
import { Writer } from "./write.ts";

/**
 * Takes the lock, migrates and opens the three connections: one reads, one writes, one is for slow reads.
 * @throws DatabaseLockedError when another process owns the file; MigrationError when it cannot be used.
 */
export async function openLocal(place: LocalPlace, options: OpeningOptions): Promise<Database> {
  const { path, encryptionKey } = place;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = await inWords(path, () => takeLock(`${dirname(path)}/lock.db`));
  if (!lock) throw new DatabaseLockedError("Another Frontdesk process owns this database.");
  try {
    inspectFiles(path, encryptionKey !== undefined);
    const migration = await inWords(path, () => migrate(path, options.now, undefined, encryptionKey));
    chmodSync(path, 0o600);
    await inWords(path, () => numberStart(path, encryptionKey));
    const { maxQueue = 4000, patience = 10_000, observer } = options;
    const writer = await Writer.open(path, {
      maxQueue,
      patience,
      encryptionKey,
      ...(observer ? { observer } : {}),
    });
    const client = await ThinClient.open({ path, encryptionKey, observe: options.observeRead });
    const read = readerOn(client);
    const slow = new SlowThread({ path, encryptionKey, addonFolder: addonFolder() });
    return {
      kind: "local",
      read,
      slow,
      content: { read, slow },
      lacksReplica: false,
      migration,
      write: (unit) => writer.write(unit),
      async copy(target) {
        // On a thread of its own: searches go on meanwhile.
        const thread = new SlowThread({ path, encryptionKey, addonFolder: addonFolder() });
        const counts = await thread.copy(target).finally(() => thread.close());
        return new Map(counts.map(([table, rows]) => [String(table), Number(rows)]));
      },
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
