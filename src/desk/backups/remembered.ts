import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "#db/client.ts";
import { digestOf } from "#platform/canonical.ts";
import { inFolder } from "./backups.ts";
import { pack, unpack } from "./pack.ts";
import type { BackupPlace } from "./place.ts";
import { type Remembered, rememberedOf, withoutErased } from "./remembered-store.ts";

/** Beside the copies, and newer than they: what must not come back with an older one. */
const fileName = (passphrases: readonly string[]) =>
  `frontdesk-remembered.json.gz${passphrases.length > 0 ? ".age" : ""}`;

export interface RememberedParts {
  place: BackupPlace;
  passphrases: readonly string[];
  dataFolder: string;
}

/**
 * Keeps it beside the copies whenever it has changed, together with what lies there already: an older copy that was
 * restored knows less, and nothing is forgotten for that. Called once a minute.
 */
export function createRemembering({
  database,
  hashOf,
  ...parts
}: RememberedParts & { database: Database; hashOf(phone: string): string }) {
  let kept: string | undefined;
  return async (): Promise<void> => {
    const remembered = await rememberedOf(database.read);
    const digest = digestOf(remembered);
    if (digest === kept) return;
    await inFolder(parts.dataFolder, "remembered", async (folder) => {
      const beside = await fetchRemembered(parts, folder);
      const all = withoutErased(together(remembered, beside ?? nothing), hashOf);
      const isEmpty = Object.values(all).every((list) => list.length === 0);
      if (!isEmpty && digestOf(all) !== digestOf(beside ?? nothing)) await keep(all, parts, folder);
    });
    kept = digest;
  };
}

async function keep(remembered: Remembered, { place, passphrases }: RememberedParts, folder: string) {
  const plain = join(folder, "plain.json");
  writeFileSync(plain, JSON.stringify(remembered), { mode: 0o600 });
  const packed = join(folder, "packed");
  await pack(plain, packed, passphrases);
  await place.put(fileName(passphrases), packed);
}

/** What lies beside the copies, sealed where they are; undefined where nothing does. @throws PlaceFailure where it cannot be opened */
export async function fetchRemembered(
  { place, passphrases }: Pick<RememberedParts, "place" | "passphrases">,
  folder: string,
): Promise<Remembered | undefined> {
  const kept = fileName(passphrases);
  if (!(await place.list()).some(({ name }) => name === kept)) return undefined;
  const packed = join(folder, "remembered");
  await place.bring(kept, packed);
  const plain = join(folder, "remembered.json");
  await unpack(packed, plain, passphrases);
  return { ...nothing, ...(JSON.parse(readFileSync(plain, "utf8")) as Partial<Remembered>) };
}

export const nothing: Remembered = {
  ...{ erased: [], numbers: [], names: [], erasureKeys: [], optOuts: [] },
  ...{ tokens: [], grants: [], people: [] },
};

/** Both together: nothing of either is forgotten, and a customer's newer word goes before an older one. */
export function together(one: Remembered, other: Remembered): Remembered {
  const union = (key: "names" | "tokens" | "grants" | "people") =>
    [...new Set([...one[key], ...other[key]])].sort();
  const numbers = [...other.numbers, ...one.numbers]
    .sort((first, second) => first.erasedAt - second.erasedAt)
    .map((each) => [each.hash, each] as const);
  const said = [...one.optOuts, ...other.optOuts].sort((first, second) => first.at - second.at);
  const erased = [...other.erased, ...one.erased].map((each) => [each.id, each] as const);
  const byText = (first: string, second: string) => (first < second ? -1 : 1);
  return {
    erased: [...new Map(erased).values()].sort((first, second) => byText(first.id, second.id)),
    numbers: [...new Map(numbers).values()].sort((first, second) => byText(first.hash, second.hash)),
    names: union("names"),
    erasureKeys: one.erasureKeys.length > 0 ? one.erasureKeys : other.erasureKeys,
    optOuts: [...new Map(said.map((each) => [each.phone, each])).values()].sort((first, second) =>
      byText(first.phone, second.phone),
    ),
    tokens: union("tokens"),
    grants: union("grants"),
    people: union("people"),
  };
}
