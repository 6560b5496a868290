import type { Database } from "#db/client.ts";
import type { Config } from "#desk/config.ts";
import type { BackupService } from "#domains/business/backups/service.ts";
import type { Clock } from "#platform/clock.ts";
import { rootSecrets } from "#platform/root-secret.ts";
import { createBackups } from "./backups.ts";
import { type BackupPlace, folderPlace } from "./place.ts";
import { createRemembering } from "./remembered.ts";

/** The place for copies that the configuration names. A store's client is loaded when it is first used. */
export function placeOf({ backups: { place } }: Config): BackupPlace {
  if ("folder" in place) return folderPlace(place.folder);
  const says = `${place.endpoint}${place.prefix === "" ? "" : `/${place.prefix.replace(/\/$/, "")}`}`;
  const bucket = async () => (await import("./s3-place.ts")).bucketPlace(place);
  return {
    says,
    put: async (name, from) => await (await bucket()).put(name, from),
    list: async () => await (await bucket()).list(),
    bring: async (name, to) => await (await bucket()).bring(name, to),
    remove: async (name) => await (await bucket()).remove(name),
  };
}

/** What of the configuration opens a copy. */
export function keysOf({ backups, database, dataFolder }: Config) {
  const encryptionKey = database.kind === "local" ? database.encryptionKey : undefined;
  return { passphrases: backups.passphrases, encryptionKey, dataFolder };
}

export function openBackups(config: Config, database: Database, clock: Clock): BackupService {
  return createBackups({
    ...keysOf(config),
    place: placeOf(config),
    database,
    clock,
    rootSecret: () => (config.secrets.length > 0 ? undefined : rootSecrets(config.dataFolder, []).join(",")),
  });
}

/** Keeps beside the copies what must not come back with one. */
export function rememberingOf(
  config: Config,
  database: Database,
  hashOf: (phone: string) => string,
): () => Promise<void> {
  return createRemembering({ ...keysOf(config), place: placeOf(config), database, hashOf });
}
