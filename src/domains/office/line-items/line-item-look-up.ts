import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { lineItemView, totalOf, viewLineItem } from "./line-item.ts";
import { lineItemsOf } from "./line-item-store.ts";

/** What is charged for some tickets, for operations that show them. */
export const lineItemLookUp = defineRead({
  name: "line_item.look_up",
  title: "What is charged for tickets",
  description: "For other operations: line items by their tickets' ids, and what each ticket comes to.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ ticketIds: z.array(z.string()).max(500) }),
  output: z.object({
    tickets: z.record(z.string(), z.object({ line_items: z.array(lineItemView), total: z.string() })),
  }),
  summary: ({ tickets }) => String(Object.keys(tickets).length),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ ticketIds }, ctx) {
    const rows = await lineItemsOf(ctx.db, ticketIds);
    return {
      tickets: Object.fromEntries(
        ticketIds.map((id) => {
          const own = rows.filter(({ ticketId }) => ticketId === id);
          return [id, { line_items: own.map(viewLineItem), total: totalOf(own) }];
        }),
      ),
    };
  },
});
