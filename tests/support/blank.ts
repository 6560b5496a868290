import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#db/open.ts";

let blank: Promise<string> | undefined;

/** Puts a database of this version, with nothing in it, where there is none: made once, it is copied for each desk. */
export async function putBlank(path: string): Promise<void> {
  blank ??= made();
  copyFileSync(await blank, path);
}

async function made(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-blank-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "frontdesk.db");
  const database = await openDatabase({ kind: "local", path }, { now: 1 });
  await database.close();
  return path;
}
