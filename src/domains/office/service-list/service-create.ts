import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { insertService, serviceById } from "./service-store.ts";
import { requireNewName, serviceFields, serviceView, viewService } from "./service-view.ts";

/** Something the business does for customers. @throws CONFLICT for a name that is taken */
export const serviceCreate = defineWrite({
  name: "service.create",
  title: "Add a service",
  description:
    "Adds something the business does for customers: its name, how long it takes, what it costs, and the time for preparing and the ways around it. Appointments take their length and price from it.",
  scopes: ["office:write"],
  input: z.strictObject(serviceFields),
  output: z.object({ service: serviceView }),
  example: { name: "Window cleaning", minutes: 120, price_minor: 18000, minutes_before: 15 },
  summary: ({ service }) => `Added ${service.name} (${service.id}).`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan(given, ctx) {
    await requireNewName(given.name, undefined, ctx);
    const row = {
      id: ctx.newId("svc"),
      name: given.name,
      description: given.description || null,
      price: given.price_minor ?? null,
      currency: ctx.settings.get("business.currency"),
      minutes: given.minutes,
      minutesBefore: given.minutes_before ?? 0,
      minutesAfter: given.minutes_after ?? 0,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    };
    return {
      facts: { name: given.name },
      data: row,
      result: { id: row.id },
      events: [{ type: "service.changed", subject: row.id }],
    };
  },
  apply: (row) => insertService(row),
  answer: async ({ id }: { id: string }, ctx) => {
    const row = await serviceById(ctx.db, id);
    if (!row) throw new TypeError("a service that was added is gone");
    return { service: viewService(row) };
  },
});
