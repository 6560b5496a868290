import * as z from "zod";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { invoicesThat } from "#domains/money/invoices/invoice-store.ts";
import { invoiceIncludes, viewInvoices } from "#domains/money/invoices/invoice-view.ts";
import { viewLeads } from "#domains/money/leads/lead.ts";
import { leadsThat } from "#domains/money/leads/lead-store.ts";
import { viewQuotes } from "#domains/money/quotes/quote.ts";
import { quotesThat } from "#domains/money/quotes/quote-store.ts";
import { defineRead } from "#operation/operation.ts";

const rows = z.array(z.looseObject({}));

/** All papers of somebody, for them to have. */
export const moneyEverything = defineRead({
  name: "money.everything",
  title: "All papers of somebody",
  description: "For other operations: leads, quotes and invoices with their payments, of a contact.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ contactId: z.string() }),
  output: z.object({ leads: rows, quotes: rows, invoices: rows }),
  summary: ({ invoices }) => `${invoices.length} invoices`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ contactId }, ctx) {
    const [limit, today, contactIds] = [10_000, todayOf(ctx), [contactId]];
    const [leads, quotes, invoices] = await Promise.all([
      leadsThat(ctx.db, { contactId, limit }),
      quotesThat(ctx.db, { contactIds, today, limit }),
      invoicesThat(ctx.db, { contactIds, today, limit }),
    ]);
    return {
      leads: await viewLeads(leads, ctx),
      quotes: await viewQuotes(quotes, ctx),
      invoices: await viewInvoices(invoices, invoiceIncludes, ctx),
    };
  },
});
