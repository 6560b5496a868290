import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { changeService, serviceById } from "./service-store.ts";
import { requireNewName, requireService, serviceFields, serviceView, viewService } from "./service-view.ts";

/** Changes a service; appointments that are booked keep their time and price. @throws NOT_FOUND */
export const serviceUpdate = defineWrite({
  name: "service.update",
  title: "Change a service",
  description:
    "Changes a service: name, price, how long it takes, the time around it; only what is named. What is booked already keeps its time and its price.",
  scopes: ["office:write"],
  input: z.strictObject({
    id: z.string().min(1).max(120).describe("svc_… or its name."),
    ...z.object(serviceFields).partial().shape,
    archived: z.boolean().optional().describe("False brings back one that was put away."),
  }),
  output: z.object({ service: serviceView }),
  example: { id: "svc_01m7z9y4c0fc3k36ha5sw1et20", price_minor: 19000 },
  summary: ({ service }) => `Changed ${service.name}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ id, ...given }, ctx) {
    const row = await requireService(id, ctx);
    if (given.name !== undefined) await requireNewName(given.name, row.id, ctx);
    const change = {
      ...(given.name === undefined ? {} : { name: given.name }),
      ...(given.description === undefined ? {} : { description: given.description || null }),
      ...(given.price_minor === undefined ? {} : { price: given.price_minor }),
      ...(given.minutes === undefined ? {} : { minutes: given.minutes }),
      ...(given.minutes_before === undefined ? {} : { minutesBefore: given.minutes_before }),
      ...(given.minutes_after === undefined ? {} : { minutesAfter: given.minutes_after }),
      ...(given.archived === false ? { archivedAt: null } : {}),
    };
    return {
      facts: { id: row.id },
      versions: { [row.id]: row.version },
      data: { row, change, now: ctx.now },
      result: { id: row.id },
      events: [{ type: "service.changed", subject: row.id }],
    };
  },
  apply: ({ row, change, now }) => changeService(row, change, now),
  answer: async ({ id }: { id: string }, ctx) => {
    const row = await serviceById(ctx.db, id);
    if (!row) throw new TypeError("a service that was changed is gone");
    return { service: viewService(row) };
  },
});
