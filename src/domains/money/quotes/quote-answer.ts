import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { moneyToken } from "#domains/money/amounts/money-link.ts";
import { draftOf } from "#domains/money/invoices/draft.ts";
import { scheduleOf, todayOf } from "#domains/money/invoices/invoice.ts";
import { sendingOf, writeInvoice } from "#domains/money/invoices/sending.ts";
import { paymentProviders } from "#domains/money/payments/provider.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { wordsKept } from "#operation/words-read.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { hasWords, visibleText } from "#platform/visible-text.ts";
import { DeskError } from "#src/errors.ts";
import { spokenQuote, statusOfQuote } from "./quote.ts";
import { quoteOfLink } from "./quote-show.ts";
import { changeQuote, type QuoteRow } from "./quote-store.ts";

/**
 * A customer accepts a quote with their name, or declines it. What was agreed becomes an invoice in the same unit: sent,
 * where a deposit is to be paid at once, else a draft; and somebody here is reminded to book it. @throws NOT_FOUND, CONFLICT
 */
export const quoteAnswer = defineWrite({
  name: "quote.answer",
  title: "A customer answers a quote",
  description: "Run for whoever has the link to a quote.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "reminder.create"],
  input: z.strictObject({
    token: moneyToken,
    accepts: z.boolean(),
    name: z.string().trim().max(120).transform(maskCards).default(""),
  }),
  output: z.object({ status: z.string() }),
  summary: ({ status }) => status,
  hints: { destructive: false, idempotent: true, openWorld: false },
  isNewEachTime: true,
  async plan({ token, accepts, name }, ctx) {
    const row = await quoteOfLink(token, ctx);
    const wanted = accepts ? "accepted" : "declined";
    if (row.state === wanted) return { facts: {}, data: [], result: { status: row.state } };
    const status = statusOfQuote(row, todayOf(ctx));
    if (status !== "sent")
      throw new DeskError("CONFLICT", said[status] ?? "It cannot be answered any more.", {
        next: "Ask the business.",
      });
    if (accepts && (!hasWords(name) || name.length < 2))
      throw new DeskError("VALIDATION_ERROR", "It is accepted with a name.", {
        fields: { name: ["Your name, please."] },
      });
    const events = [
      { type: "quote.changed", subject: row.id },
      { type: `quote.${wanted}`, subject: row.id },
    ];
    if (!accepts)
      return {
        ...{ facts: { quote: row.id }, events, result: { status: wanted } },
        data: changeQuote(row, { state: "declined" }, ctx.now),
      };
    const { id: invoiceId, reminderId, statements } = await agreed(row, ctx);
    return {
      ...{ facts: { quote: row.id, invoice: invoiceId }, result: { status: wanted } },
      data: [
        ...changeQuote(
          row,
          {
            state: "accepted",
            acceptedName: visibleText(name, 120),
            acceptedAt: ctx.now,
            invoiceId,
            reminderId,
            wordsOf: await signedBy(row, ctx),
          },
          ctx.now,
        ),
        ...statements,
      ],
      events: [...events, { type: "invoice.changed", subject: invoiceId }],
    };
  },
  apply: (statements) => statements,
});

const said: Partial<Record<string, string>> = {
  expired: "It is over.",
  withdrawn: "The business has taken it back.",
  declined: "You have declined it.",
  accepted: "You have accepted it.",
};

/** The invoice of what was agreed. */
async function agreed(
  row: QuoteRow,
  ctx: OperationContext,
): Promise<{ id: string; reminderId: string; statements: Statement[] }> {
  const { currency, taxInclusive, lines, discount, subtotal, discountTotal, taxTotal, total } = row;
  const dueDays = ctx.settings.get("money.due_days");
  const isPaidFirst = row.deposit > 0;
  const draft = draftOf(
    {
      ...{ contactId: row.contactId, quoteId: row.id, ticketId: row.ticketId, dueDays, notes: row.notes },
      wordsOf: row.wordsOf,
      money: { currency, taxInclusive, lines, discount, subtotal, discountTotal, taxTotal, total },
      schedule: isPaidFirst
        ? scheduleOf(total, [{ label: "Deposit", of: { amount: row.deposit }, afterDays: 0 }], dueDays)
        : [],
    },
    ctx,
  );
  const paysOnline = ctx.service(paymentProviders).current !== undefined;
  const customer = await customerBy(row.contactId, ctx);
  const { id: reminderId } = await ctx.use<{ id: string }>("reminder.create", {
    content: `${customer?.name ?? "A customer"} has accepted ${spokenQuote(row) ?? "a quote"}: agree a time`,
    due_date: "today",
    ...(customer ? { customer_identifier: customer.id } : {}),
  });
  const changes = isPaidFirst ? sendingOf(draft, { paysOnline }, ctx) : { paysOnline };
  return {
    id: draft.id,
    reminderId,
    statements: writeInvoice({ row: draft, isNew: true }, changes, ctx.now),
  };
}

/** The name that it was accepted with is the customer's own words. */
async function signedBy({ contactId, wordsOf }: QuoteRow, ctx: OperationContext): Promise<string> {
  const earlier = wordsKept(wordsOf).words_of ?? [];
  const phones = (await customerBy(contactId, ctx))?.phones ?? [];
  return JSON.stringify([...new Set([...earlier, ...(phones.length > 0 ? phones : ["unknown"])])]);
}
