import * as z from "zod";
import { ownOnly } from "#domains/people/ownership.ts";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { lastUses, listGrants } from "./client-store.ts";

/** Apps that have been let in, a person's own or for the owner everybody's, newest first. */
export const appList = defineRead({
  name: "app.list",
  title: "List connected apps",
  description: "Apps that have been let in, what they may do, and when they last did something.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({
    apps: z.array(
      z.object({
        id: z.string(),
        /** What it calls itself: text of a stranger. */
        name: z.string(),
        clientId: z.string(),
        source: z.string(),
        /** Who let it in: an address, or `owner` at the command line. */
        user: z.string(),
        scopes: z.array(z.string()),
        createdAt: z.string(),
        lastUsedAt: z.string().nullable(),
      }),
    ),
  }),
  summary: ({ apps }) => `${apps.length} apps.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
    const rows = await listGrants(ctx.db, ownOnly(ctx.principal));
    const uses = await lastUses(
      ctx.db,
      rows.map(({ grant }) => grant.id),
    );
    return {
      apps: rows.map(({ grant, client, email }) => {
        const used = uses.get(grant.id) ?? grant.lastUsedAt;
        return {
          id: grant.id,
          name: client.name,
          clientId: client.id,
          source: client.source,
          user: email ?? grant.user,
          scopes: grant.scopes.split(","),
          createdAt: iso(grant.createdAt),
          lastUsedAt: used === null ? null : iso(used),
        };
      }),
    };
  },
});
