import type { ServiceKey } from "#catalog/operation.ts";
import type { Seal } from "#platform/seal.ts";

/** The desk's seal, for keys that people leave here. */
export const deskSeal: ServiceKey<Seal> = { name: "seal" };
