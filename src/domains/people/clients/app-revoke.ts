import * as z from "zod";
import { ownOnly } from "#domains/people/ownership.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { grantById, revokeGrant } from "./client-store.ts";

/** Takes back what an app was allowed; its tokens end at once. @throws NOT_FOUND, also for somebody else's. */
export const appRevoke = defineWrite({
  name: "app.revoke",
  title: "Disconnect an app",
  description: "Takes back what an app was allowed. Its tokens end at once.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({ app: z.string().max(60).describe("gra_…") }),
  output: z.object({ app: z.string() }),
  summary: ({ app }) => `Disconnected ${app}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ app }, ctx) {
    const grant = await grantById(ctx.db, app);
    const own = ownOnly(ctx.principal);
    if (!grant || (own !== undefined && grant.user !== own))
      throw new DeskError("NOT_FOUND", "There is no such app.", { next: "See the list of connected apps." });
    return {
      facts: { app, clientId: grant.clientId },
      data: { app, now: ctx.now },
      result: { app },
      events: [{ type: "app.revoked", subject: app }],
    };
  },
  apply: ({ app, now }) => revokeGrant(app, now),
});
