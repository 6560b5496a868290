import * as z from "zod";
import { lineInput, linesFrom, partIn, partInput } from "#domains/money/amounts/money-input.ts";
import { newMoneyToken } from "#domains/money/amounts/money-link.ts";
import { partOf } from "#domains/money/amounts/sums.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { moneyOf } from "#domains/money/invoices/invoice-input.ts";
import { leadQuoted } from "#domains/money/leads/lead-store.ts";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { dateAfter } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { changedQuote, quoteView } from "./quote.ts";
import { insertQuote } from "./quote-store.ts";

/** What a quote says beside whose it is. */
export const quoteFields = {
  discount: partInput.optional().describe("Off everything."),
  deposit: partInput.optional().describe("What is paid when it is accepted."),
  valid_days: z.int().min(1).max(365).optional().describe("Days for which it can be accepted."),
  notes: z.string().trim().max(1000).transform(maskCards).optional().describe("For the customer."),
};

/** Writes a quote as a draft: nobody is told. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR */
export const quoteCreate = defineWrite({
  name: "quote.create",
  title: "Write a quote",
  description:
    "Writes a quote as a draft: what a customer would pay for what. It reaches nobody before quote_send; they accept it on a page of their own. A lead becomes a contact first: lead_convert.",
  scopes: ["office:write"],
  uses: ["contact.identify", "service.named", "ticket.numbers"],
  input: z.strictObject({
    customer_identifier: z.string().trim().min(1).max(200),
    lines: z.array(lineInput).min(1).max(100),
    lead_id: z.string().max(60).optional(),
    ...quoteFields,
  }),
  output: z.object({ quote: quoteView }),
  example: {
    customer_identifier: "Martha",
    lines: [{ description: "All windows of a large Victorian", quantity: 25, price_minor: 1200 }],
  },
  summary: ({ quote }) =>
    `Draft of a quote over ${quote.total_amount} for ${quote.customer.name ?? "a customer"} (${quote.id}).`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const customer = await oneCustomer(given.customer_identifier, "customer_identifier", ctx);
    const lines = await linesFrom(given.lines, ctx);
    const money = moneyOf(lines, given, ctx.settings.get("business.currency"), ctx);
    if (money.total <= 0) throw comesToNothing();
    const deposit = partIn(given.deposit);
    const days = given.valid_days ?? ctx.settings.get("money.quote_days");
    const id = ctx.newId("qte");
    return {
      facts: { customer: customer.id, total: money.total, currency: money.currency },
      data: [
        insertQuote({
          ...{ id, number: null, contactId: customer.id, leadId: given.lead_id ?? null, ticketId: null },
          ...{
            state: "draft" as const,
            ...money,
            deposit: deposit === null ? 0 : partOf(money.total, deposit),
          },
          ...{
            validUntil: dateAfter(todayOf(ctx), days),
            notes: given.notes || null,
            token: newMoneyToken(),
          },
          ...{
            sentAt: null,
            toldAt: null,
            wordsOf: wordsRead(ctx),
            acceptedName: null,
            acceptedAt: null,
            invoiceId: null,
            reminderId: null,
          },
          ...{ version: 1, createdAt: ctx.now, updatedAt: ctx.now },
        }),
        ...(given.lead_id === undefined ? [] : [leadQuoted(given.lead_id, ctx.now)]),
      ],
      result: { id },
      events: [{ type: "quote.changed", subject: id }],
    };
  },
  apply: (statements) => statements,
  answer: changedQuote,
});

export function comesToNothing(): DeskError {
  return new DeskError("VALIDATION_ERROR", "It comes to nothing.", { fields: { lines: ["Say prices."] } });
}
