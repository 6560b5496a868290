import type { Principal } from "#operation/operation.ts";

/** The desk itself, when it acts on what came in or on what happened. */
export const systemPrincipal: Principal = {
  user: "system",
  client: "system",
  scopes: new Set(),
  face: "system",
  authority: "system",
};
