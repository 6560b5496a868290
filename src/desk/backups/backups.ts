import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "#db/client.ts";
import { CopyFault, inspectCopy, takeManifest, writeManifest } from "#db/local/copies.ts";
import { migrations } from "#db/migrations/embedded.ts";
import type { BackupEnd, BackupService } from "#domains/business/backups/service.ts";
import type { Clock } from "#platform/clock.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { version } from "#platform/version.ts";
import { DeskError } from "#src/errors.ts";
import { copiesIn, type ListedCopy, markOf, nameOf } from "./copy-names.ts";
import { pack, sha256Of, unpack } from "./pack.ts";
import { type BackupPlace, PlaceFailure, wordsFor } from "./place.ts";

export interface CopyParts {
  place: BackupPlace;
  /** The first seals copies, all open sealed ones. */
  passphrases: readonly string[];
  encryptionKey: string | undefined;
  /** The data folder: what is under way lies there. */
  dataFolder: string;
}

export interface BackupParts extends CopyParts {
  database: Database;
  clock: Clock;
  /** The root secrets, for a copy that is sealed; undefined where the environment sets them. */
  rootSecret(): string | undefined;
}

/** A copy that was fetched, opened and looked at. */
export interface OpenedCopy {
  path: string;
  manifest: Record<string, string>;
  /** Rows in all its tables. */
  rows: number;
}

const schema = migrations.at(-1)?.id ?? "empty";
/** Copies whose upload was cut off go after a day. */
const unfinishedLife = 86_400_000;

export function createBackups(parts: BackupParts): BackupService {
  const { place, passphrases, encryptionKey, dataFolder, database, clock } = parts;
  const log = logOf("backups");
  const seals = passphrases.length > 0;
  const isHere = database.kind === "local";
  let restorer: ((name: string) => void) | undefined;
  return {
    place: isHere ? place.says : undefined,
    seals,
    list: async () => copiesIn(await listed(place)),
    make: (keep) => inFolder(dataFolder, "making", (folder) => ended(() => make(folder, keep))),
    drill: () => inFolder(dataFolder, "drill", (folder) => ended(() => drill(folder))),
    get canRestore() {
      return restorer !== undefined;
    },
    restore: (name) => restorer?.(name),
    whenRestoring(listener) {
      restorer = listener;
    },
  };

  async function make(folder: string, keep: number): Promise<BackupEnd> {
    const now = clock.now();
    const copy = join(folder, "copy.db");
    const counts = await database.copy(copy);
    const secret = seals ? parts.rootSecret() : undefined;
    await writeManifest(copy, encryptionKey, {
      made_at: new Date(now).toISOString(),
      ...{ version, schema, counts: JSON.stringify([...counts]) },
      ...(secret === undefined ? {} : { secret }),
    });
    const packed = join(folder, "packed");
    await pack(copy, packed, passphrases);
    const desk = await ownDesk();
    const name = nameOf(desk, now, schema, seals);
    const bytes = statSync(packed).size;
    const mark = join(folder, "mark");
    writeFileSync(mark, "whole\n");
    const sum = await sha256Of(packed);
    await place.put(name, packed);
    await place.put(markOf(name, bytes, sum), mark);
    await rotate(desk, keep, now);
    return { name, bytes, isSealed: seals, problem: null };
  }

  /** Lets go of this desk's oldest beyond `keep`, and of what was never finished; a failure at it is told, and no more. */
  async function rotate(desk: string, keep: number, now: number): Promise<void> {
    try {
      const copies = copiesIn(await place.list()).filter((copy) => copy.desk === desk);
      const old = copies.filter(({ isWhole }) => isWhole).slice(keep);
      const unfinished = copies.filter(({ isWhole, madeAt }) => !isWhole && now - madeAt > unfinishedLife);
      for (const { name, mark } of [...old, ...unfinished]) {
        if (mark !== undefined) await place.remove(mark);
        await place.remove(name);
      }
    } catch (failure) {
      log.warning("Old copies could not be let go of.", describeFailure(failure));
    }
  }

  /** When its database was made: it tells the copies of several desks in one place apart. */
  async function ownDesk(): Promise<string> {
    const [[born] = []] = await database.slow.read("SELECT min(applied_at) FROM schema_migrations");
    return Number(born).toString(36);
  }

  /** The newest that this desk has made and sealed as it seals now. */
  async function ownNewest(): Promise<ListedCopy | undefined> {
    const desk = await ownDesk();
    return copiesIn(await place.list()).find(
      (copy) => copy.desk === desk && copy.isWhole && copy.isSealed === seals,
    );
  }

  async function drill(folder: string): Promise<BackupEnd> {
    const newest = await newestOf(parts, (await ownNewest())?.name);
    const { name, bytes, isSealed } = newest;
    try {
      await openCopy(newest, folder, parts);
      return { name, bytes, isSealed, problem: null };
    } catch (failure) {
      return { name, bytes, isSealed, problem: told(failure) };
    }
  }

  async function ended(work: () => Promise<BackupEnd>): Promise<BackupEnd> {
    try {
      return await work();
    } catch (failure) {
      return { name: null, bytes: null, isSealed: null, problem: told(failure) };
    }
  }

  function told(failure: unknown): string {
    log.error("A copy could not be made or tried out.", describeFailure(failure));
    return problemOf(failure);
  }
}

/** @throws DeskError UPSTREAM_ERROR */
async function listed(place: BackupPlace) {
  try {
    return await place.list();
  } catch (failure) {
    throw new DeskError("UPSTREAM_ERROR", problemOf(failure), {}, failure);
  }
}

/**
 * The newest copy, or the one of that name. Where copies are sealed, one that is not is none of the desk's: whoever can
 * write to the place could have put it there, and it is taken only by its name. @throws PlaceFailure where there is none
 */
export async function newestOf(
  { place, passphrases }: Pick<CopyParts, "place" | "passphrases">,
  name?: string,
): Promise<ListedCopy> {
  const copies = copiesIn(await place.list());
  const isTrusted = ({ isWhole, isSealed }: ListedCopy) => isWhole && (isSealed || passphrases.length === 0);
  const trusted = copies.filter(isTrusted);
  if (name === undefined && new Set(trusted.map(({ desk }) => desk)).size > 1)
    throw new PlaceFailure(
      `Backups of more than one desk are in ${place.says}: say which, by its name. See: frontdesk backup list`,
    );
  const found = name === undefined ? trusted[0] : copies.find((copy) => copy.name === name);
  if (found === undefined) throw new PlaceFailure(whyNone(name, copies, place.says));
  if (!found.isWhole) throw new PlaceFailure("The copy is cut off: its upload was never finished.");
  return found;
}

function whyNone(name: string | undefined, copies: readonly ListedCopy[], says: string): string {
  if (name !== undefined)
    return `There is neither a file nor a backup of that name in ${says}. See: frontdesk backup list`;
  const plain = copies.filter(({ isWhole }) => isWhole).length;
  return plain === 0
    ? `There is no whole backup in ${says} yet.`
    : `There is no sealed backup in ${says} yet. Those that are not sealed are taken only by name; frontdesk backup makes a sealed one.`;
}

/** Fetches a copy into `folder`, opens it and looks whether all of it is there. @throws PlaceFailure, CopyFault */
export async function openCopy(
  { name, bytes, sha256 }: Pick<ListedCopy, "name" | "bytes" | "sha256">,
  folder: string,
  { place, passphrases, encryptionKey }: CopyParts,
): Promise<OpenedCopy> {
  const fetched = join(folder, "fetched");
  await place.bring(name, fetched);
  if (statSync(fetched).size !== bytes || (await sha256Of(fetched)) !== sha256)
    throw new PlaceFailure("The copy is damaged: it was changed or cut off after it was made.");
  return await openPacked(fetched, folder, { passphrases, encryptionKey });
}

/** The same for a file that somebody has brought along. */
export async function openPacked(
  packed: string,
  folder: string,
  { passphrases, encryptionKey }: Pick<CopyParts, "passphrases" | "encryptionKey">,
): Promise<OpenedCopy> {
  const path = join(folder, "restored.db");
  await unpack(packed, path, passphrases);
  const manifest = await takeManifest(path, encryptionKey);
  const counts = await inspectCopy(path, encryptionKey);
  const meant = new Map(JSON.parse(manifest["counts"] ?? "[]") as [string, number][]);
  const isAll = [...meant].every(([table, rows]) => counts.get(table) === rows);
  if (!isAll || meant.size === 0) throw new CopyFault("NOT_WHOLE");
  const known = migrations.some(({ id }) => id === manifest["schema"]);
  if (!known)
    throw new PlaceFailure("The copy was made by a newer version of Frontdesk: restore it with that one.");
  return { path, manifest, rows: rowsIn(counts) };
}

/** A database as it lies in `snapshots/`: looked at, but nothing says what should be in it. @throws CopyFault */
export async function openPlain(
  file: string,
  folder: string,
  { encryptionKey }: Pick<CopyParts, "encryptionKey">,
): Promise<OpenedCopy> {
  const path = join(folder, "restored.db");
  copyFileSync(file, path);
  const counts = await inspectCopy(path, encryptionKey);
  return { path, manifest: {}, rows: rowsIn(counts) };
}

function rowsIn(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, rows) => sum + rows, 0);
}

/** Why it went wrong, in words for the owner. */
export function problemOf(failure: unknown): string {
  if (failure instanceof PlaceFailure || failure instanceof DeskError) return failure.message;
  if (failure instanceof CopyFault)
    return failure.code === "NOT_WHOLE"
      ? "The copy is not whole: something is missing in it."
      : "The copy cannot be read: it is damaged, or FRONTDESK_ENCRYPTION_KEY is another than the one it was made with.";
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
  if (code === "NOT_WHOLE" || code === "ROWS_MISSING")
    return "The copy is not whole: something is missing in it.";
  return code === "ENOSPC" || code === "SQLITE_FULL"
    ? wordsFor(failure)
    : "It went wrong on the desk's side; the log says more.";
}

/** A folder for what is under way, which goes with it. */
export async function inFolder<Value>(
  dataFolder: string,
  name: string,
  work: (folder: string) => Promise<Value>,
): Promise<Value> {
  const folder = join(dataFolder, "backup-work", name);
  rmSync(folder, { recursive: true, force: true });
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
