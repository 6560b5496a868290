import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { deleteSubscription, subscriptionById } from "./webhook-store.ts";

/** An address is told of nothing any more, nor of what waits for it. @throws NOT_FOUND */
export const webhookRemove = defineWrite({
  name: "webhook.remove",
  title: "Stop telling an address",
  description: "An address is told of nothing any more.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ webhook: z.string().max(60) }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => `Removed ${id}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ webhook }, ctx) {
    if (!(await subscriptionById(ctx.db, webhook)))
      throw new DeskError("NOT_FOUND", "There is no such webhook.", { next: "See: frontdesk webhook list" });
    return { facts: { webhook }, data: webhook, result: { id: webhook } };
  },
  apply: deleteSubscription,
});
