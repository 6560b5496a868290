import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { clientById, deleteClient } from "./client-store.ts";

/** Removes a client with everything it was ever allowed; its tokens end at once. @throws NOT_FOUND */
export const clientRemove = defineWrite({
  name: "client.remove",
  title: "Remove a client",
  description: "Removes an OAuth client; its tokens end at once.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ client: z.string().min(1).max(2000) }),
  output: z.object({ client: z.string() }),
  summary: ({ client }) => `Removed ${client}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ client }, ctx) {
    if (!(await clientById(ctx.db, client)))
      throw new DeskError("NOT_FOUND", "There is no such client.", { next: "See: frontdesk client list" });
    return {
      facts: { client },
      data: { client, now: ctx.now },
      result: { client },
      events: [{ type: "app.revoked", subject: client }],
    };
  },
  apply: ({ client, now }) => deleteClient(client, now),
});
