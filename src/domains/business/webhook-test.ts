import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { testType } from "./subscription.ts";
import { insertDelivery, subscriptionById } from "./webhook-store.ts";

/** Tells an address of nothing, signed like everything else, to see whether it is taken. @throws NOT_FOUND; CONFLICT */
export const webhookTest = defineWrite({
  name: "webhook.test",
  title: "Try an address out",
  description: "Delivers an event of the type `ping`, which says nothing.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ webhook: z.string().max(60) }),
  output: z.object({ id: z.string().describe("The delivery.") }),
  summary: ({ id }) => `${id} is on its way.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan({ webhook }, ctx) {
    const row = await subscriptionById(ctx.db, webhook);
    if (!row)
      throw new DeskError("NOT_FOUND", "There is no such address.", { next: "See: frontdesk webhook list" });
    if (row.state === "gone")
      throw new DeskError("CONFLICT", "That address has said that it is no more.", { next: "Add it anew." });
    const id = ctx.newId("dlv");
    return {
      facts: { webhook },
      data: { id, webhook, now: ctx.now },
      result: { id },
      events: [{ type: "webhook.tested", subject: webhook }],
    };
  },
  apply: ({ id, webhook, now }) => [
    insertDelivery({
      id,
      subscriptionId: webhook,
      eventId: id,
      type: testType,
      body: JSON.stringify({ type: testType, timestamp: new Date(now).toISOString(), data: {} }),
      state: "pending",
      nextAttemptAt: now,
      createdAt: now,
    }),
  ],
});
