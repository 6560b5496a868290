import type { Principal } from "#catalog/operation.ts";
import { allScopes } from "#catalog/scopes.ts";

/** An assistant that the owner started beside the data folder: all a token may do, and no more than that. */
export const atStdio: Principal = {
  user: "owner",
  client: "stdio",
  scopes: new Set(allScopes),
  face: "mcp",
  authority: "tools",
};
