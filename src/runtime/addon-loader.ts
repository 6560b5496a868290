import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { addonFolder } from "./libsql.ts";

/**
 * Loads libSQL's native part out of a compiled binary. The system can only load it from a file, so it is
 * unpacked once, into the data folder, or the temporary folder where there is none yet. The build calls
 * this in the place of `libsql`'s own search.
 * @throws Error in plain words when neither folder can be written to.
 */
export function loadEmbeddedAddon(embedded: string, addon: Addon): unknown {
  const module = { exports: {} };
  process.dlopen(module, unpacked(embedded, addon));
  return module.exports;
}

/** The file as the build saw it: a name made from its content, and its length. */
interface Addon {
  name: string;
  bytes: number;
}

function unpacked(embedded: string, addon: Addon): string {
  for (const folder of [addonFolder(), join(tmpdir(), "frontdesk")]) {
    const path = folder && tryUnpack(folder, embedded, addon);
    if (path) return path;
  }
  throw new Error("The database driver could not be unpacked: the data folder has to be writable.");
}

/** Written aside and renamed, so that two processes that start at once never load half a file. */
function tryUnpack(folder: string, embedded: string, { name, bytes }: Addon): string | undefined {
  const path = join(folder, name);
  try {
    if (existsSync(path) && statSync(path).size === bytes) return path;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.${process.pid}`, readFileSync(embedded), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
    return path;
  } catch (failure) {
    if (failure instanceof Error && "code" in failure) return undefined;
    throw failure;
  }
}
