import * as z from "zod";
import { paperOf } from "#domains/money/papers/money-paper.ts";
import { paymentProviders } from "#domains/money/payments/provider.ts";
import { defineRead } from "#operation/operation.ts";
import { requireInvoice } from "./invoice.ts";
import { invoiceView, wholeInvoice } from "./invoice-view.ts";

/** One invoice with its paper, for a person at a page. @throws NOT_FOUND */
export const invoiceShow = defineRead({
  name: "invoice.show",
  title: "See an invoice",
  description: "An invoice with everything about it, and the paper as it is printed.",
  scopes: ["office:read"],
  exposure: "person",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.object({ invoice: invoiceView, paper: z.looseObject({}), paysOnline: z.boolean() }),
  summary: ({ invoice }) => invoice.number ?? invoice.id,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const row = await requireInvoice(id, ctx);
    const { filename: _filename, ...paper } = await paperOf("invoice", row.id, ctx);
    return {
      invoice: await wholeInvoice(row, ctx),
      paper,
      paysOnline: ctx.service(paymentProviders).current !== undefined,
    };
  },
});
