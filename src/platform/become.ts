import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** A user of this machine, by numbers. */
export interface RunAs {
  uid: number;
  gid: number;
}

/**
 * Started as root, gives the data folder to that user and becomes it for good; nothing has been opened before. Where the
 * process is nobody's superior, or the system knows no users, it stays who it is.
 */
export function become({ uid, gid }: RunAs, dataFolder: string): void {
  if (process.getuid?.() !== 0) return;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  give(dataFolder, uid, gid);
  process.setgroups?.([]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}

/**
 * Whose the folder is, where it is there and not root's: what root types on it would leave files there that the desk
 * cannot open any more.
 */
export function ownerOf(folder: string): RunAs | undefined {
  if (process.getuid?.() !== 0 || !existsSync(folder)) return undefined;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
}

/** What is somebody else's already stays theirs; links are not followed. */
function give(path: string, uid: number, gid: number): void {
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  if (entry.uid === 0) chownSync(path, uid, gid);
  if (entry.isDirectory()) for (const name of readdirSync(path)) give(join(path, name), uid, gid);
}
