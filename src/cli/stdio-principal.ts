import type { Principal } from "#operation/operation.ts";
import { allScopes } from "#operation/scopes.ts";

/** An assistant that the owner started beside the data folder: all a token may do, and no more than that. */
export const atStdio: Principal = {
  user: "owner",
  client: "stdio",
  scopes: new Set(allScopes),
  face: "mcp",
  authority: "tools",
};
