import { type Database, type OpeningOptions, type Reader, readerOn } from "./client.ts";
import { openLocal } from "./local/open.ts";
import { ThinClient } from "./local/thin-client.ts";
import type { DatabasePlace } from "./place.ts";

/**
 * Opens the desk's database, and brings it to this version first.
 * @throws DatabaseLockedError when another process owns the file; MigrationError when it cannot be used.
 */
export async function openDatabase(place: DatabasePlace, options: OpeningOptions): Promise<Database> {
  if (place.kind === "local") return await openLocal(place, options);
  const { openRemote } = await import("./remote/open.ts");
  return await openRemote(place, options);
}

/** Only reads, beside a process that owns the file or without one: no lock is taken and nothing is migrated. */
export async function openReader(place: DatabasePlace): Promise<{ read: Reader; close(): void }> {
  const client =
    place.kind === "local"
      ? await ThinClient.open(place)
      : (await import("./remote/reader.ts")).openRemoteReader(place);
  return { read: readerOn(client), close: () => client.close() };
}
