import { createHmac, randomBytes } from "node:crypto";
import type { Database } from "#db/client.ts";
import type { ErasedNumbers } from "#domains/phone/privacy/erased-numbers.ts";
import {
  isAnybodyErased,
  keepErasureKey,
  sealedErasureKey,
} from "#domains/phone/privacy/erasure-key-store.ts";
import { logOf } from "#platform/log.ts";
import type { Seal } from "#platform/seal.ts";

const context = "erased numbers";

/** The key under which numbers of erased people are known, made once and kept sealed. */
export async function openErasedNumbers(database: Database, seal: Seal): Promise<ErasedNumbers> {
  const kept = await sealedErasureKey(database.read);
  const opened = kept === undefined ? undefined : seal.tryOpen("kept secret", kept, context);
  if (kept !== undefined && opened === undefined)
    logOf("seal").error("The key of erased numbers was sealed with a secret that is not here.");
  const key = opened ?? (await made());
  let areThere = await isAnybodyErased(database.read);
  return {
    hashOf: (text) => createHmac("sha256", key).update(text).digest("base64url"),
    get areThere() {
      return areThere;
    },
    noted() {
      areThere = true;
    },
  };

  /** Of several processes that begin at once one makes it. */
  async function made(): Promise<string> {
    const fresh = randomBytes(32).toString("base64url");
    if (kept !== undefined) return fresh;
    await database.write([keepErasureKey(seal.seal("kept secret", fresh, context))]);
    const there = await sealedErasureKey(database.read);
    return (there && seal.tryOpen("kept secret", there, context)) ?? fresh;
  }
}

/** Seals it again with the current root secret; nothing where it is, or cannot be opened. */
export function resealedErasureKey(sealed: string, seal: Seal): string | undefined {
  if (seal.isCurrent(sealed)) return undefined;
  const key = seal.tryOpen("kept secret", sealed, context);
  return key === undefined ? undefined : seal.seal("kept secret", key, context);
}
