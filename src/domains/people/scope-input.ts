import * as z from "zod";
import { allScopes, isScope, type Scope } from "#operation/scopes.ts";

/** One of the scopes, as an operation takes it. */
export const scope = z.custom<Scope>((value) => typeof value === "string" && isScope(value), {
  error: `Not a scope. Scopes: ${allScopes.join(", ")}.`,
});
