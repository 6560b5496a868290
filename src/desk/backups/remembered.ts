import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "#db/client.ts";
import { digestOf } from "#platform/canonical.ts";
import { inFolder } from "./backups.ts";
import { pack, unpack } from "./pack.ts";
import type { BackupPlace } from "./place.ts";
import { type Remembered, rememberedOf } from "./remembered-store.ts";

/** Beside the copies, and newer than they: what must not come back with an older one. */
const fileName = "frontdesk-remembered.json.gz";

export interface RememberedParts {
  place: BackupPlace;
  passphrase: string | undefined;
  dataFolder: string;
}

/** Keeps it beside the copies whenever it has changed; called once a minute. */
export function createRemembering({ database, ...parts }: RememberedParts & { database: Database }) {
  let kept: string | undefined;
  return async (): Promise<void> => {
    const remembered = await rememberedOf(database.read);
    const digest = digestOf(remembered);
    if (digest === kept) return;
    const isEmpty = Object.values(remembered).every((list) => list.length === 0);
    if (!isEmpty) await keep(remembered, parts);
    kept = digest;
  };
}

async function keep(remembered: Remembered, { place, passphrase, dataFolder }: RememberedParts) {
  await inFolder(dataFolder, "remembered", async (folder) => {
    const plain = join(folder, "plain.json");
    writeFileSync(plain, JSON.stringify(remembered), { mode: 0o600 });
    const packed = join(folder, "packed");
    await pack(plain, packed, passphrase);
    await place.put(fileName, packed);
  });
}

/** What lies beside the copies; undefined where nothing does. @throws PlaceFailure where it cannot be opened */
export async function fetchRemembered(
  { place, passphrase }: RememberedParts,
  folder: string,
): Promise<Remembered | undefined> {
  if (!(await place.list()).some(({ name }) => name === fileName)) return undefined;
  const packed = join(folder, "remembered");
  await place.bring(fileName, packed);
  const plain = join(folder, "remembered.json");
  await unpack(packed, plain, passphrase);
  return JSON.parse(readFileSync(plain, "utf8")) as Remembered;
}

/** Both together: nothing of either is forgotten. */
export function together(one: Remembered, other: Remembered): Remembered {
  const union = (key: "tokens" | "grants" | "people") => [...new Set([...one[key], ...other[key]])];
  return {
    erased: [...one.erased, ...other.erased],
    optOuts: [...one.optOuts, ...other.optOuts],
    tokens: union("tokens"),
    grants: union("grants"),
    people: union("people"),
  };
}
