import { Buffer } from "node:buffer";
import * as z from "zod";
import { moneyToken } from "#domains/money/amounts/money-link.ts";
import { creditNotesOf } from "#domains/money/invoices/invoice-store.ts";
import { invoicePaper } from "#domains/money/papers/papers-of.ts";
import { pdfOf } from "#domains/money/papers/pdf.ts";
import { defineRead } from "#operation/operation.ts";
import { invoiceOfLink } from "./payable.ts";
import { paymentsOf } from "./payment-store.ts";

/** A customer's own invoice as a PDF, or the receipt of one of its payments. @throws NOT_FOUND */
export const payPaper = defineRead({
  name: "pay.paper",
  title: "A customer's own invoice as a PDF",
  description: "Run for whoever has the link to an invoice.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify"],
  input: z.strictObject({ token: moneyToken, receipt: z.string().max(60).optional() }),
  output: z.object({ filename: z.string(), base64: z.string() }),
  summary: ({ filename }) => filename,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ token, receipt }, ctx) {
    const row = await invoiceOfLink(token, ctx);
    const [payments, credits] = [await paymentsOf(ctx.db, [row.id]), await creditNotesOf(ctx.db, [row.id])];
    const payment = payments.find(({ id }) => id === receipt);
    const paper = await invoicePaper(row, { payment, payments, credits }, ctx);
    return { filename: paper.filename, base64: Buffer.from(await pdfOf(paper)).toString("base64") };
  },
});
