import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { listDeliveries, listSubscriptions } from "./webhook-store.ts";

/** Who is told of what, and what became of the last deliveries. */
export const webhookList = defineRead({
  name: "webhook.list",
  title: "List who is told of events",
  description: "Lists addresses that are told of events, and deliveries.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({
    state: z.enum(["pending", "delivered", "dead"]).optional(),
    limit: z.int().min(1).max(1000).default(50),
  }),
  output: z.object({
    webhooks: z.array(
      z.object({
        id: z.string(),
        url: z.string(),
        events: z.array(z.string()),
        state: z.string(),
        takenAt: z.string().nullable().describe("When it took an event last."),
        problem: z.string().nullable().describe("Why it does not take events; null while it does."),
        createdAt: z.string(),
      }),
    ),
    deliveries: z.array(
      z.object({
        id: z.string(),
        webhook: z.string(),
        type: z.string(),
        state: z.string(),
        attempts: z.int(),
        lastStatus: z.int().nullable(),
        createdAt: z.string(),
      }),
    ),
  }),
  summary: ({ webhooks }) => `${webhooks.length} addresses.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ state, limit }, ctx) {
    const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
    const rows = await listSubscriptions(ctx.db);
    const told = await listDeliveries(ctx.db, { state, limit });
    return {
      webhooks: rows.map(({ id, url, types, state: is, takenAt, problem, createdAt }) => ({
        id,
        url,
        events: JSON.parse(types) as string[],
        state: is,
        takenAt: takenAt === null ? null : iso(takenAt),
        problem,
        createdAt: iso(createdAt),
      })),
      deliveries: told.map(({ id, subscriptionId, type, state: is, attempts, lastStatus, createdAt }) => ({
        id,
        webhook: subscriptionId,
        type,
        state: is,
        attempts,
        lastStatus,
        createdAt: iso(createdAt),
      })),
    };
  },
});
