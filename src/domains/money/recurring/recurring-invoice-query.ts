import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput } from "#operation/query.ts";
import { counted } from "#platform/words.ts";
import { recurringView, requireRecurring, viewRecurring } from "./recurring.ts";
import { recurringThat } from "./recurring-store.ts";

/** Invoices that come again, the newest first. @throws NOT_FOUND */
export const recurringInvoiceQuery = defineRead({
  name: "recurring_invoice.query",
  title: "Query recurring invoices",
  description:
    "Invoices that come again for a customer by themselves, each with the day on which the next one is written.",
  scopes: ["office:read"],
  uses: ["contact.identify"],
  input: queryInput(
    { customer_id: z.string().max(60).optional(), status: z.enum(["active", "any"]).default("active") },
    ["customer"],
  ),
  output: queryOutput(recurringView),
  example: { filters: { status: "active" } },
  summary: ({ items }) => `${counted(items.length, "recurring invoice")}.`,
  untrustedPeers: ({ items }) => items.flatMap(({ words_of = [] }) => words_of),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id, filters, limit }, ctx) {
    const rows =
      id === undefined
        ? await recurringThat(ctx.db, {
            contactId: filters?.customer_id,
            isActive: filters?.status !== "any",
            limit,
          })
        : [await requireRecurring(id, ctx)];
    return {
      items: await Promise.all(rows.map((row) => viewRecurring(row, ctx))),
      truncated: false,
      next_cursor: null,
    };
  },
});
