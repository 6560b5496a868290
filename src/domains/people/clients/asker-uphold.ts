import * as z from "zod";
import { roleScopes } from "#domains/people/roles.ts";
import { defineWrite } from "#operation/operation.ts";
import type { Scope } from "#operation/scopes.ts";
import { askerFacts, askerStands, upholdAsker } from "./asker-store.ts";

/**
 * Whether whoever asked for something still may, and how widely: what joins this ends where they are taken back
 * meanwhile. The scopes are those they asked with, less what their role or their allowance has lost since.
 */
export const askerUphold = defineWrite({
  name: "asker.uphold",
  title: "Make sure that an asker still may",
  description: "Joins the unit that runs what was asked for a while ago.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ user: z.string(), client: z.string(), scopes: z.array(z.string()) }),
  output: z.object({ stands: z.boolean(), scopes: z.array(z.string()) }),
  summary: ({ stands }) => (stands ? "still may" : "may not any more"),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ user, client, scopes }, ctx) {
    const asker = { user, client };
    const stands = await askerStands(ctx.db, asker, ctx.now);
    const { person, grantScopes } = await askerFacts(ctx.db, asker);
    const role = person && roleScopes(person.role);
    const granted = grantScopes?.split(",");
    const kept = scopes.filter(
      (scope) => (role?.has(scope as Scope) ?? true) && (granted?.includes(scope) ?? true),
    );
    return {
      facts: {},
      data: { asker, stands, now: ctx.now },
      result: { stands, scopes: kept },
    };
  },
  apply: ({ asker, stands, now }) => (stands ? [upholdAsker(asker, now)] : []),
});
