import type { Seal } from "#platform/seal.ts";
import type { ServiceKey } from "./operation.ts";

/** The desk's public origin, for links to its pages. */
export const publicAddress: ServiceKey<string> = { name: "public address" };

/** Why an address elsewhere can never be told of anything; undefined where it may be. */
export const addressCheck: ServiceKey<(url: string) => Promise<string | undefined>> = {
  name: "address check",
};

/** The desk's seal, for secrets that people leave here. */
export const deskSeal: ServiceKey<Seal> = { name: "seal" };

/** A text as it is known by once whoever it is of is erased: an HMAC under a key that never leaves the desk. */
export const keyedHash: ServiceKey<(text: string) => string> = { name: "keyed hash" };
