import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { takeLock } from "#db/local/lock.ts";
import { openReader } from "#db/open.ts";
import { DatabaseLockedError } from "#db/opening-errors.ts";
import type { Config } from "#desk/config.ts";
import { openDesk } from "#desk/desk.ts";
import { countUnopened } from "#desk/reseal.ts";
import { systemClock } from "#platform/clock.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { inFolder, newestOf, type OpenedCopy, openCopy, openPacked } from "./backups.ts";
import { keysOf, placeOf } from "./open-backups.ts";
import { PlaceFailure } from "./place.ts";
import { fetchRemembered, together } from "./remembered.ts";
import {
  endWhatWasUnderWay,
  type Remembered,
  rememberedOf,
  stillThere,
  takeBack,
} from "./remembered-store.ts";

export interface Restored {
  name: string;
  madeAt: string;
  rows: number;
  /** Where what was there before is now; undefined where nothing was. */
  before: string | undefined;
  /** Contacts that were erased since the copy was made, and are gone again. */
  erasedAgain: number;
  /** Words of customers that were newer than the copy's. */
  optOuts: number;
  secret: "taken from the copy" | "as it was" | "from the environment" | "not in the copy";
  /** Secrets that no root secret here opens. */
  unopened: number;
}

const nothing: Remembered = { erased: [], optOuts: [], tokens: [], grants: [], people: [] };

/**
 * Puts a copy in the database's place: fetched and looked at first, in a new file, while nothing that is there is
 * touched; then what was there is moved aside with its log, and the copy takes its name. What was erased, said or taken
 * back since is so again. `which`: a copy's name, a file, or undefined for the newest.
 * @throws PlaceFailure, CopyFault where it cannot be used; DatabaseLockedError while a desk runs on the data folder
 */
export async function restore(config: Config, which: string | undefined): Promise<Restored> {
  if (config.database.kind === "remote")
    throw new PlaceFailure("The database is a server's: restore it there (docs/turso.md).");
  const { path } = config.database;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = await takeLock(join(dirname(path), "lock.db"));
  if (!lock) throw new DatabaseLockedError("Another Frontdesk process owns this database.");
  try {
    const { copy, remembered, name } = await inFolder(config.dataFolder, "restore", async (folder) => {
      const found = await fetchCopy(config, which, folder);
      const beside = await fetchRemembered({ ...keysOf(config), place: placeOf(config) }, folder);
      const here = existsSync(path) ? await rememberedHere(config) : nothing;
      // The folder goes; the copy stays beside the database until it takes its place.
      const waiting = `${path}.restored`;
      rmSync(waiting, { force: true });
      renameSync(found.copy.path, waiting);
      return {
        name: found.name,
        copy: { ...found.copy, path: waiting },
        remembered: together(beside ?? nothing, here),
      };
    });
    const secret = takeSecret(config, copy);
    const before = moveAside(path);
    renameSync(copy.path, path);
    lock.release();
    const { erasedAgain, unopened } = await bringUp(config, remembered);
    return {
      ...{ name, before, secret, erasedAgain, unopened },
      madeAt: copy.manifest["made_at"] ?? "",
      rows: copy.rows,
      optOuts: remembered.optOuts.length,
    };
  } catch (failure) {
    lock.release();
    throw failure;
  }
}

async function fetchCopy(
  config: Config,
  which: string | undefined,
  folder: string,
): Promise<{ copy: OpenedCopy; name: string }> {
  const keys = keysOf(config);
  if (which !== undefined && existsSync(which))
    return { copy: await openPacked(which, folder, keys), name: basename(which) };
  const place = placeOf(config);
  const found = await newestOf(place, which);
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
function takeSecret({ dataFolder, secrets }: Config, { manifest }: OpenedCopy): Restored["secret"] {
  if (secrets.length > 0) return "from the environment";
  const kept = manifest["secret"]?.split(",")[0];
  const file = join(dataFolder, "secret");
  if (kept === undefined) return existsSync(file) ? "as it was" : "not in the copy";
  const here = existsSync(file) ? readFileSync(file, "utf8").trim().split(",") : [];
  if (here[0] === kept) return "as it was";
  const both = [kept, ...here.filter((each) => each !== kept && each.length >= 32)].slice(0, 2);
  writeFileSync(`${file}.new`, `${both.join(",")}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return "taken from the copy";
}

/** Database, log and start number go together: a log beside another database would spoil it. */
function moveAside(path: string): string | undefined {
  if (!existsSync(path) && !existsSync(`${path}-wal`)) return undefined;
  const folder = join(dirname(path), "snapshots");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stamp = new Date(systemClock.now()).toISOString().replaceAll(/[:.]/g, "-");
  const aside = join(folder, `before-restore-${stamp}.db`);
  // The log goes first: cut off in between, the database stands alone, and its log is not lost.
  for (const part of ["-wal", "-shm", "-start", ""])
    if (existsSync(path + part)) renameSync(path + part, aside + part);
  return aside;
}

/** Opens what was restored, brings it to this version, and has nothing come back that was taken back. */
async function bringUp(config: Config, remembered: Remembered) {
  const desk = await openDesk(config);
  try {
    const { database, gate, operation, clock } = desk;
    await database.write([...endWhatWasUnderWay(clock.now()), ...takeBack(remembered, clock.now())]);
    const there = await stillThere(
      database.read,
      remembered.erased.map(({ id }) => id),
    );
    let erasedAgain = 0;
    for (const { id, mergedInto } of remembered.erased) {
      if (!there.has(id)) continue;
      const name = mergedInto === null ? "contact.delete" : "contact.merge";
      const input = mergedInto === null ? { id } : { id, into: mergedInto };
      const call = { requestId: "restore" };
      const outcome = await gate.execute(operation(name), input, systemPrincipal, call);
      // Whom it was merged into may be newer than the copy: then what is here of it is erased.
      if (outcome.kind === "refused" && mergedInto !== null)
        await gate.execute(operation("contact.delete"), { id }, systemPrincipal, call);
      erasedAgain++;
    }
    return { erasedAgain, unopened: await countUnopened(desk) };
  } finally {
    await desk.close();
  }
}
