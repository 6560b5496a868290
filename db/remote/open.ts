import { DeskError } from "#src/errors.ts";
import { type Database, type OpeningOptions, readerOn } from "../client.ts";
import type { RemotePlace } from "../place.ts";
import { openLink } from "./link.ts";
import { migrateRemote } from "./migrate.ts";
import { RemoteReader, slowReaderOn } from "./reader.ts";
import { openReplicaBeside } from "./replica.ts";
import { RemoteWriter } from "./writer.ts";

/**
 * Brings a libSQL server's database to this version and opens the ways to it; other processes may use it too.
 * @throws MigrationError when it cannot be used.
 */
export async function openRemote(place: RemotePlace, options: OpeningOptions): Promise<Database> {
  const link = openLink(place);
  try {
    const migration = await migrateRemote(link, options.now);
    const { maxQueue = 4000, patience = 10_000, observer, observeRead } = options;
    const writer = new RemoteWriter(link, {
      now: Date.now,
      maxQueue,
      patience,
      ...(observer ? { observer } : {}),
    });
    const reader = new RemoteReader(openLink(place), observeRead);
    const slowLink = openLink(place);
    const primary = { read: readerOn(reader), slow: slowReaderOn(slowLink) };
    const { replicaPath } = place;
    const replica = replicaPath === undefined ? undefined : openReplicaBeside(replicaPath, place);
    return {
      kind: "remote",
      ...primary,
      get content() {
        return replica?.views ?? primary;
      },
      get lacksReplica() {
        return replica !== undefined && replica.views === undefined;
      },
      migration,
      write: (unit) => writer.write(unit),
      async copy() {
        throw new DeskError("UNSUPPORTED", "The database is a server's, and its copies are made there.", {
          next: "Use what the server offers: Turso keeps the state of every moment for days (docs/turso.md).",
        });
      },
      get isWritable() {
        return writer.isReachable && reader.isReachable;
      },
      get isFull() {
        return writer.isFull;
      },
      async close() {
        await replica?.close();
        await writer.close();
        for (const each of [reader, slowLink, link]) each.close();
      },
    };
  } catch (failure) {
    link.close();
    throw failure;
  }
}
