import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file of the data folder that holds the root secret, `current,previous` after a rotation. */
const fileName = "secret";

/** The root secrets, the current one first; the first start makes one that only the file's owner can read. */
export function rootSecrets(folder: string, given: readonly string[]): readonly string[] {
  if (given.length > 0) return given;
  const path = join(folder, fileName);
  if (!existsSync(path)) write(path, [newSecret()]);
  return readFileSync(path, "utf8").trim().split(",");
}

/** Puts a new secret before the current one, which stays good for opening; gives both. */
export function rotateRootSecret(folder: string): readonly string[] {
  const [current] = rootSecrets(folder, []);
  const rotated = [newSecret(), ...(current ? [current] : [])];
  write(join(folder, fileName), rotated);
  return rotated;
}

function newSecret(): string {
  return randomBytes(32).toString("hex");
}

/** Whole or not at all: the file is never seen half written. */
function write(path: string, secrets: readonly string[]): void {
  writeFileSync(`${path}.new`, `${secrets.join(",")}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
