import * as z from "zod";
import { servicesNamed } from "#domains/office/service-list/service-view.ts";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { DeskError } from "#src/errors.ts";
import { itemsOf, lineItemView } from "./line-item.ts";
import { insertLineItem } from "./line-item-store.ts";

/** Adds what is charged for a ticket's work. @throws NOT_FOUND; VALIDATION_ERROR without a service and without a price */
export const ticketAddLineItem = defineWrite({
  name: "ticket.add_line_item",
  title: "Add a line item",
  description:
    "Adds something that is charged for a ticket's work: a service by name, with its price, or a description and a price in the currency's smallest unit.",
  scopes: ["office:write"],
  uses: ["ticket.locate"],
  input: z.strictObject({
    ticket_id: z.string().trim().min(1).max(60).describe("tkt_… or TKT-1000."),
    service: z.string().trim().min(1).max(120).optional().describe("Its name or id."),
    description: z.string().trim().min(1).max(300).transform(maskCards).optional(),
    quantity: z.int().min(1).max(10_000).default(1),
    price_minor: z.int().min(-100_000_000).max(100_000_000).optional().describe("Of one; 12000 is $120.00."),
  }),
  output: z.object({ ticket_id: z.string(), line_items: z.array(lineItemView), total: z.string() }),
  example: { ticket_id: "TKT-1000", service: "Screen cleaning", quantity: 2 },
  summary: ({ line_items, total }) => `${line_items.length} line items, ${total}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const { id } = await ctx.use<{ id: string | null }>("ticket.locate", { name: given.ticket_id });
    if (id === null)
      throw new DeskError("NOT_FOUND", "There is no such ticket.", { next: "See crm_query type tickets." });
    const [service] = given.service === undefined ? [] : await servicesNamed([given.service], ctx);
    const price = given.price_minor ?? service?.price ?? undefined;
    const description = given.description ?? service?.name;
    if (price === undefined || description === undefined)
      throw new DeskError("VALIDATION_ERROR", "What is charged has no price.", {
        fields: {
          ...(price === undefined ? { price_minor: ["Say it: no service gives one."] } : {}),
          ...(description === undefined ? { description: ["Say it, or name a service."] } : {}),
        },
      });
    const row = {
      id: ctx.newId("itm"),
      ticketId: id,
      serviceId: service?.id ?? null,
      ...{ description, quantity: given.quantity, price },
      currency: service?.currency ?? ctx.settings.get("business.currency"),
      createdAt: ctx.now,
    };
    return { facts: { ticket: id, price, quantity: given.quantity }, data: row, result: { id } };
  },
  apply: (row) => [insertLineItem(row)],
  answer: async ({ id }: { id: string }, ctx) => await itemsOf(id, ctx),
});
