import * as z from "zod";
import { addressCheck, deskSeal } from "#operation/desk-services.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { eventType, eventTypes, newSigningKey } from "./subscription.ts";
import { insertSubscription } from "./webhook-store.ts";

/** Has an address told of what happens here, signed (Standard Webhooks). The key is shown this once. @throws VALIDATION_ERROR for an address of this network */
export const webhookAdd = defineWrite({
  name: "webhook.add",
  title: "Tell an address of events",
  description: "Has an address elsewhere told of what happens here.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2000),
    events: z
      .array(eventType)
      .min(1)
      .max(eventTypes.length)
      .default([...eventTypes]),
  }),
  output: z.object({ id: z.string(), secret: z.string() }),
  summary: ({ id }) => `Added ${id}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretAnswer: true,
  async plan({ url, events }, ctx) {
    const problem = await ctx.service(addressCheck)(url);
    if (problem !== undefined)
      throw new DeskError("VALIDATION_ERROR", "That address could never be told of anything.", {
        fields: { url: [problem] },
        next: "Give one that others reach, such as https://helpdesk.example.net/hook.",
      });
    const id = ctx.newId("sub");
    const secret = newSigningKey();
    const row = {
      id,
      url,
      types: JSON.stringify([...new Set(events)]),
      secret: ctx.service(deskSeal).seal("webhook key", secret, id),
      state: "active" as const,
      createdAt: ctx.now,
      updatedAt: ctx.now,
      takenAt: null,
      failingSince: null,
      problem: null,
    };
    return { facts: { url: new URL(url).origin, events }, data: row, result: { id, secret } };
  },
  apply: (row) => [insertSubscription(row)],
});
