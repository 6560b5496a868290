import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** The file of the data folder that holds the root secret, `current,previous` after a rotation. */
const fileName = "secret";

/** A shorter one could be guessed. */
export const shortestSecret = 32;

/** The secret's file is there and holds none: nothing that it sealed can be opened, and nothing is signed with it. */
export class RootSecretError extends Error {
  override name = "RootSecretError";
}

/**
 * The root secrets, the current one first; the first start makes one that only the file's owner can read.
 * @throws RootSecretError for a file that is empty, cut off, or cannot be read
 */
export function rootSecrets(folder: string, given: readonly string[]): readonly string[] {
  if (given.length > 0) return given;
  const path = join(folder, fileName);
  if (!existsSync(path)) create(path, [newSecret()]);
  const secrets = read(path).trim().split(",");
  if (secrets.every((secret) => secret.length >= shortestSecret)) return secrets;
  throw new RootSecretError("The file `secret` in the data folder holds no secret of 32 characters.");
}

/** Puts a new secret before the current one, which stays good for opening; gives both. */
export function rotateRootSecret(folder: string): readonly string[] {
  const [current] = rootSecrets(folder, []);
  const rotated = [newSecret(), ...(current ? [current] : [])];
  writeRootSecrets(folder, rotated);
  return rotated;
}

function newSecret(): string {
  return randomBytes(32).toString("hex");
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new RootSecretError("The file `secret` in the data folder cannot be read.", { cause });
  }
}

/** Where several processes start at once, the first one's secret is everybody's: a file that is there stays as it is. */
function create(path: string, secrets: readonly string[]): void {
  const aside = writeAside(path, secrets);
  try {
    linkSync(aside, path);
    unlinkSync(aside);
  } catch (failure) {
    if (!(failure instanceof Error && "code" in failure)) throw failure;
    // Another was faster; or the file system knows no links, and it is put in its place as a rotated one is.
    if (existsSync(path)) unlinkSync(aside);
    else renameSync(aside, path);
  }
}

/** Puts these in the file's place, the current one first. */
export function writeRootSecrets(folder: string, secrets: readonly string[]): void {
  const path = join(folder, fileName);
  renameSync(writeAside(path, secrets), path);
}

/** Whole or not at all, also after a power cut: the file is never seen half written. */
function writeAside(path: string, secrets: readonly string[]): string {
  const aside = `${path}.${process.pid}.new`;
  writeFileSync(aside, `${secrets.join(",")}\n`, { mode: 0o600 });
  const file = openSync(aside, "r+");
  fsyncSync(file);
  closeSync(file);
  return aside;
}
