import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { deliveryById, reviveDelivery, subscriptionById } from "./webhook-store.ts";

/** Tells an address of an event again, from the first try on. @throws NOT_FOUND; CONFLICT for an address that is gone */
export const webhookReplay = defineWrite({
  name: "webhook.replay",
  title: "Deliver an event again",
  description: "Tries a delivery again, whatever became of it.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ delivery: z.string().max(60) }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => `${id} is tried again.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ delivery }, ctx) {
    const row = await deliveryById(ctx.db, delivery);
    if (!row)
      throw new DeskError("NOT_FOUND", "There is no such delivery.", { next: "See: frontdesk webhook list" });
    if ((await subscriptionById(ctx.db, row.subscriptionId))?.state === "gone")
      throw new DeskError("CONFLICT", "That address has said that it is no more.", {
        next: "Add it anew.",
      });
    return {
      facts: { delivery },
      data: { id: delivery, now: ctx.now },
      result: { id: delivery },
      events: [{ type: "webhook.replayed", subject: delivery }],
    };
  },
  apply: ({ id, now }) => [reviveDelivery(id, now)],
});
