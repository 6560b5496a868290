import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { addonFolder } from "./libsql.ts";

/**
 * Loads libSQL's native part out of a compiled binary. The system can only load it from a file, so it is unpacked:
 * once, into the data folder, or where that cannot be written into a folder of this process's own, which nobody can
 * know beforehand and which goes again as soon as it is loaded. The build calls this in the place of `libsql`'s own
 * search.
 * @throws Error in plain words when neither folder can be written to.
 */
export function loadEmbeddedAddon(embedded: string, addon: Addon): unknown {
  const folder = addonFolder();
  const kept = folder === undefined ? undefined : tryUnpack(folder, embedded, addon);
  return kept === undefined ? loadOnce(embedded, addon) : load(kept);
}

/** The file as the build saw it: a name made from its content, and its length. */
interface Addon {
  name: string;
  bytes: number;
}

function load(path: string): unknown {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
}

/** Written aside and renamed, so that two processes that start at once never load half a file. */
function tryUnpack(folder: string, embedded: string, { name, bytes }: Addon): string | undefined {
  const path = join(folder, name);
  return unlessRefused(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOnlyOurs(folder)) return undefined;
    if (existsSync(path) && statSync(path).size === bytes && isOnlyOurs(path)) return path;
    writeFileSync(`${path}.${process.pid}`, readFileSync(embedded), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
    return path;
  });
}

/** Undefined where the system refuses, such as on a disk that is read-only or full. */
function unlessRefused<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch (failure) {
    if (failure instanceof Error && "code" in failure) return undefined;
    throw failure;
  }
}

/** True where nobody else can have put it there, or can change it: what is loaded runs with all that the desk may do. */
function isOnlyOurs(path: string): boolean {
  const { uid, mode } = statSync(path);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

function loadOnce(embedded: string, { name }: Addon): unknown {
  const folder = unlessRefused(() => mkdtempSync(join(tmpdir(), "frontdesk-")));
  try {
    const path = folder === undefined ? undefined : tryUnpack(folder, embedded, { name, bytes: 0 });
    if (path !== undefined) return load(path);
    throw new Error("The database driver could not be unpacked: the data folder has to be writable.");
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
