import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";

/** Where copies are kept. A file that is there under its name is there whole. */
export interface BackupPlace {
  /** As it is said to the owner. */
  readonly says: string;
  put(name: string, from: string): Promise<void>;
  list(): Promise<{ name: string; bytes: number }[]>;
  bring(name: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** What a place answers where it cannot be used, in words for the owner. */
export class PlaceFailure extends Error {
  override name = "PlaceFailure";
}

/** A folder of this machine; best one on another disk. */
export function folderPlace(folder: string): BackupPlace {
  return {
    says: folder,
    async put(name, from) {
      inWords(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const aside = join(folder, `.${name}.new`);
        try {
          copyFileSync(from, aside);
          const file = openSync(aside, "r+");
          fsyncSync(file);
          closeSync(file);
          renameSync(aside, join(folder, name));
        } finally {
          rmSync(aside, { force: true });
        }
      });
    },
    async list() {
      if (!existsSync(folder)) return [];
      return inWords(() =>
        readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
          .map(({ name }) => ({ name, bytes: statSync(join(folder, name)).size })),
      );
    },
    async bring(name, to) {
      inWords(() => copyFileSync(join(folder, name), to));
    },
    async remove(name) {
      inWords(() => rmSync(join(folder, name), { force: true }));
    },
  };
}

/** What the disk says, in words. @throws PlaceFailure */
export function inWords<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (failure) {
    throw new PlaceFailure(wordsFor(failure), { cause: failure });
  }
}

export function wordsFor(failure: unknown): string {
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
  if (code === "ENOSPC" || code === "SQLITE_FULL")
    return "The disk is full. Nothing was lost; make room on it.";
  if (code === "EROFS")
    return "The folder for copies cannot be written to: its file system, or the service's unit (ReadWritePaths), allows reading alone.";
  if (["EACCES", "EPERM", "ENOTDIR"].includes(code))
    return "The folder for copies cannot be written to. It has to belong to the user that the desk runs as.";
  if (code === "ENOENT") return "The copy is not there any more.";
  return "The folder for copies cannot be used.";
}
