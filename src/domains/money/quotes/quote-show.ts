import * as z from "zod";
import { moneyToken, payLink } from "#domains/money/amounts/money-link.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { invoiceById } from "#domains/money/invoices/invoice-store.ts";
import { quotePaper } from "#domains/money/papers/papers-of.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { statusOfQuote } from "./quote.ts";
import { type QuoteRow, quoteWithToken } from "./quote-store.ts";

const pair = z.tuple([z.string(), z.string()]);

/** The quote of a customer's link. A draft is nobody's yet. @throws DeskError NOT_FOUND */
export async function quoteOfLink(token: string, ctx: OperationContext): Promise<QuoteRow> {
  const row = await quoteWithToken(ctx.db, token);
  if (row && row.state !== "draft" && row.contactId !== "") return row;
  throw new DeskError("NOT_FOUND", "There is no such quote.", { next: "Ask the business." });
}

/** What a customer sees of their own quote, by the link they were sent. @throws NOT_FOUND */
export const quoteShow = defineRead({
  name: "quote.show",
  title: "A customer's own quote",
  description: "Run for whoever has the link to a quote.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify"],
  input: z.strictObject({ token: moneyToken }),
  output: z.object({
    paper: z.looseObject({ number: z.string(), facts: z.array(pair), sums: z.array(pair) }),
    status: z.string(),
    deposit: z.string().nullable(),
    accepted_by: z.string().nullable(),
    pay_link: z.string().nullable(),
  }),
  summary: ({ status }) => status,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ token }, ctx) {
    const row = await quoteOfLink(token, ctx);
    const invoice = row.invoiceId === null ? undefined : await invoiceById(ctx.db, row.invoiceId);
    const { filename: _filename, ...paper } = await quotePaper(row, ctx);
    return {
      paper,
      status: statusOfQuote(row, todayOf(ctx)),
      deposit: row.deposit === 0 ? null : writtenMoney(row.deposit, row.currency),
      accepted_by: row.acceptedName,
      pay_link: invoice && invoice.state !== "draft" ? payLink(invoice.token, ctx) : null,
    };
  },
});
