import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CopyFault, foldLog } from "#db/local/copies.ts";
import { takeLock } from "#db/local/lock.ts";
import { openReader } from "#db/open.ts";
import { DatabaseLockedError } from "#db/opening-errors.ts";
import type { Config } from "#desk/config.ts";
import { openDesk } from "#desk/desk.ts";
import { countUnopened } from "#desk/reseal.ts";
import { erasedNumbers } from "#domains/phone/privacy/erased-numbers.ts";
import { systemClock } from "#platform/clock.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { rootSecrets, shortestSecret, writeRootSecrets } from "#platform/root-secret.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { inFolder, newestOf, type OpenedCopy, openCopy, openPacked, openPlain } from "./backups.ts";
import { keysOf, placeOf } from "./open-backups.ts";
import { PlaceFailure } from "./place.ts";
import { fetchRemembered, nothing, together } from "./remembered.ts";
import {
  endWhatWasUnderWay,
  exchangedWith,
  type Remembered,
  rememberedOf,
  stillThere,
  takeBack,
  withoutErased,
} from "./remembered-store.ts";

export interface Restored {
  name: string;
  madeAt: string;
  rows: number;
  /** Where what was there before is now; undefined where nothing was. */
  before: string | undefined;
  /** Contacts that were erased since the copy was made, and are gone again. */
  erasedAgain: number;
  /** Words of customers that were kept beside the copy; the newest of each number holds. */
  optOuts: number;
  secret: "taken from the copy" | "as it was" | "from the environment" | "not in the copy";
  /** Secrets that no root secret here opens. */
  unopened: number;
}

/**
 * Puts a copy in the database's place. It is fetched and looked at first, brought to this version, and nothing comes back
 * in it that was erased, said or taken back since, all in a folder of its own; only then it takes the database's name, at
 * one stroke: whoever opens the database at any moment finds the one before, whole, or the copy, ready. `which`: a copy's
 * name, a file, or undefined for the newest.
 * @throws PlaceFailure, CopyFault where it cannot be used; DatabaseLockedError while a desk runs on the data folder
 */
export async function restore(config: Config, which: string | undefined): Promise<Restored> {
  if (config.database.kind === "remote")
    throw new PlaceFailure("The database is a server's: restore it there (docs/turso.md).");
  const { path, encryptionKey } = config.database;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = await takeLock(join(dirname(path), "lock.db"));
  if (!lock) throw new DatabaseLockedError("Another Frontdesk process owns this database.");
  try {
    return await inFolder(config.dataFolder, "restore", async (folder) => {
      const { copy, name } = await fetchCopy(config, which, folder);
      const secrets = secretsOf(config, copy);
      const beside = await fetchRemembered({ ...keysOf(config), place: placeOf(config) }, folder);
      const here = existsSync(path) ? await rememberedHere(config) : nothing;
      const remembered = together(beside ?? nothing, here);
      const aside = { ...config, secrets: secrets.all, database: { ...config.database, path: copy.path } };
      const done = await bringUp(aside as Config, remembered);
      if (secrets.isNew) writeRootSecrets(config.dataFolder, secrets.all);
      const before = await takePlace(copy.path, path, encryptionKey);
      return {
        ...{ name, before, secret: secrets.told, ...done },
        madeAt: copy.manifest["made_at"] ?? "",
        rows: copy.rows,
        optOuts: remembered.optOuts.length,
      };
    });
  } finally {
    lock.release();
  }
}

async function fetchCopy(
  config: Config,
  which: string | undefined,
  folder: string,
): Promise<{ copy: OpenedCopy; name: string }> {
  const keys = keysOf(config);
  if (which !== undefined && existsSync(which) && statSync(which).isFile())
    return {
      copy: await (which.endsWith(".db") ? openPlain : openPacked)(which, folder, keys),
      name: basename(which),
    };
  const place = placeOf(config);
  const found = await newestOf({ ...keys, place }, which);
  return { copy: await openCopy(found, folder, { ...keys, place }), name: found.name };
}

/** What the database that is there remembers; nothing where it cannot be read any more. */
async function rememberedHere(config: Config): Promise<Remembered> {
  try {
    const reader = await openReader(config.database);
    try {
      return await rememberedOf(reader.read);
    } finally {
      reader.close();
    }
  } catch (failure) {
    logOf("restore").warning(
      "The database that is there cannot be read: what was erased since the copy is known from beside the copies alone.",
      describeFailure(failure),
    );
    return nothing;
  }
}

/** The copy's own root secret goes before the one that is here: it opens what the copy has sealed. */
function secretsOf({ dataFolder, secrets }: Config, { manifest }: OpenedCopy) {
  if (secrets.length > 0) return { all: secrets, isNew: false, told: "from the environment" as const };
  const file = join(dataFolder, "secret");
  const isGood = (secret: string) => secret.length >= shortestSecret;
  const here = existsSync(file) ? readFileSync(file, "utf8").trim().split(",").filter(isGood) : [];
  const kept = manifest["secret"]?.split(",")[0];
  if (kept !== undefined && !isGood(kept)) throw new CopyFault("NOT_WHOLE");
  if (kept === undefined || here[0] === kept)
    return {
      all: here.length > 0 ? here : rootSecrets(dataFolder, []),
      isNew: false,
      told: here.length > 0 ? ("as it was" as const) : ("not in the copy" as const),
    };
  const all = [kept, ...here.filter((each) => each !== kept)].slice(0, 2);
  return { all, isNew: true, told: "taken from the copy" as const };
}

/** Gives where what was there before is kept; undefined where nothing was. */
async function takePlace(
  from: string,
  path: string,
  encryptionKey: string | undefined,
): Promise<string | undefined> {
  const isThere = existsSync(path);
  const stamp = new Date(systemClock.now()).toISOString().replaceAll(/[:.]/g, "-");
  const kept = join(dirname(path), "snapshots", `before-restore-${stamp}.db`);
  if (isThere) {
    mkdirSync(dirname(kept), { recursive: true, mode: 0o700 });
    // With its log in it the database is one file. One that cannot be read any more keeps its log beside it.
    if (!(await foldLog(path, encryptionKey)))
      for (const part of ["-wal", "-shm"]) if (existsSync(path + part)) renameSync(path + part, kept + part);
    linkOrCopy(path, kept);
  }
  for (const part of ["-wal", "-shm", "-start"]) rmSync(path + part, { force: true });
  renameSync(from, path);
  return isThere ? kept : undefined;
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (failure) {
    // The file system knows no links.
    if (!(failure instanceof Error && "code" in failure)) throw failure;
    copyFileSync(from, to);
  }
}

/** Opens the copy, brings it to this version, and has nothing come back in it that was taken back. */
async function bringUp(config: Config, remembered: Remembered) {
  const copy = await openDesk(config);
  const now = copy.clock.now();
  await copy.database.write([...endWhatWasUnderWay(now), ...takeBack({ ...remembered, optOuts: [] }, now)]);
  await copy.close();
  // Opened anew: from here on numbers of erased people are known by the key that must not be lost.
  const desk = await openDesk(config);
  try {
    const { database, gate, operation } = desk;
    const { hashOf } = desk.service(erasedNumbers);
    const { optOuts } = withoutErased(remembered, hashOf);
    await database.write(takeBack({ ...nothing, optOuts }, now));
    const there = await stillThere(
      database.read,
      remembered.erased.map(({ id }) => id),
    );
    let erasedAgain = 0;
    // Who was merged before being erased is merged first.
    const inOrder = [...remembered.erased].sort(
      (one, other) => Number(one.mergedInto === null) - Number(other.mergedInto === null),
    );
    for (const { id, mergedInto, erased = false } of inOrder) {
      if (!there.has(id)) continue;
      const gone = erased ? "contact.erase" : "contact.delete";
      const name = mergedInto === null ? gone : "contact.merge";
      const input = mergedInto === null ? { id } : { id, into: mergedInto };
      const call = { requestId: "restore" };
      const outcome = await gate.execute(operation(name), input, systemPrincipal, call);
      // Whom it was merged into may be newer than the copy: then what is here of it is erased.
      if (outcome.kind === "refused" && mergedInto !== null)
        await gate.execute(operation("contact.delete"), { id }, systemPrincipal, call);
      erasedAgain++;
    }
    // What was exchanged with a number of theirs goes too, whoever had it in this copy.
    const gone = new Map(remembered.numbers.map(({ hash, erasedAt }) => [hash, erasedAt]));
    for (const { phone, at } of gone.size === 0 ? [] : await exchangedWith(database.read)) {
      if (at > (gone.get(hashOf(phone)) ?? -1)) continue;
      await gate.execute(operation("contact.erase"), { id: phone }, systemPrincipal, {
        requestId: "restore",
      });
      erasedAgain++;
    }
    return { erasedAgain, unopened: await countUnopened(desk) };
  } finally {
    await desk.close();
  }
}
