import { Buffer } from "node:buffer";
import * as z from "zod";
import { creditNotesOf, invoiceById } from "#domains/money/invoices/invoice-store.ts";
import { paymentById, paymentsOf } from "#domains/money/payments/payment-store.ts";
import { quoteById } from "#domains/money/quotes/quote-store.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import type { Paper } from "./paper.ts";
import { invoicePaper, quotePaper } from "./papers-of.ts";
import { pdfOf } from "./pdf.ts";

const whats = ["invoice", "receipt", "quote"] as const;

/** An invoice, a quote, or the receipt of a payment, as a PDF. @throws NOT_FOUND */
export const moneyPaper = defineRead({
  name: "money.paper",
  title: "A paper as a PDF",
  description: "For emails and pages: an invoice, a quote, or a payment's receipt as a PDF.",
  scopes: ["office:read"],
  exposure: "person",
  uses: ["contact.identify"],
  input: z.strictObject({ what: z.enum(whats), id: z.string().max(60) }),
  output: z.object({ filename: z.string(), base64: z.string() }),
  summary: ({ filename }) => filename,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ what, id }, ctx) {
    const paper = await paperOf(what, id, ctx);
    return { filename: paper.filename, base64: Buffer.from(await pdfOf(paper)).toString("base64") };
  },
});

/** @throws DeskError NOT_FOUND */
export async function paperOf(
  what: (typeof whats)[number],
  id: string,
  ctx: OperationContext,
): Promise<Paper> {
  if (what === "quote") {
    const quote = await quoteById(ctx.db, id);
    if (quote) return await quotePaper(quote, ctx);
  } else {
    const payment = what === "receipt" ? await paymentById(ctx.db, id) : undefined;
    const invoice = await invoiceById(ctx.db, payment?.invoiceId ?? id);
    if (invoice && (what === "invoice" || payment)) {
      const [payments, credits] = [
        await paymentsOf(ctx.db, [invoice.id]),
        await creditNotesOf(ctx.db, [invoice.id]),
      ];
      return await invoicePaper(invoice, { payment, payments, credits }, ctx);
    }
  }
  throw new DeskError("NOT_FOUND", "There is no such paper.");
}
