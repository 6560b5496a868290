import * as z from "zod";
import { invoiceById } from "#domains/money/invoices/invoice-store.ts";
import { invoiceView, wholeInvoice } from "#domains/money/invoices/invoice-view.ts";
import { paymentById } from "#domains/money/payments/payment-store.ts";
import { paymentView, viewAll } from "#domains/money/payments/payment-view.ts";
import { quoteView, viewQuotes } from "#domains/money/quotes/quote.ts";
import { quoteById } from "#domains/money/quotes/quote-store.ts";
import { defineRead } from "#operation/operation.ts";
import { leadView, viewLeads } from "./leads/lead.ts";
import { leadById } from "./leads/lead-store.ts";

/** What happened about money, for those who are told of it. Null where it is gone. */
export const moneyTell = defineRead({
  name: "money.tell",
  title: "What happened about money",
  description:
    "For subscribers: the lead, the quote, the invoice or the payment that an event is about, as it is now.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ type: z.string(), id: z.string() }),
  output: z.union([
    z.object({ lead: leadView.nullable() }),
    z.object({ quote: quoteView.nullable() }),
    z.object({ invoice: invoiceView.nullable() }),
    z.object({ payment: paymentView.nullable() }),
  ]),
  summary: () => "told",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ type, id }, ctx) {
    if (type.startsWith("lead.")) {
      const row = await leadById(ctx.db, id);
      return { lead: row ? ((await viewLeads([row], ctx))[0] ?? null) : null };
    }
    if (type.startsWith("quote.")) {
      const row = await quoteById(ctx.db, id);
      return { quote: row ? ((await viewQuotes([row], ctx))[0] ?? null) : null };
    }
    if (type.startsWith("payment.")) {
      const row = await paymentById(ctx.db, id);
      return { payment: row ? ((await viewAll([row], ctx))[0] ?? null) : null };
    }
    const row = await invoiceById(ctx.db, id);
    return { invoice: row ? await wholeInvoice(row, ctx) : null };
  },
});
