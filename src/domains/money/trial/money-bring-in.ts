import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { usualTaxes } from "#domains/money/amounts/money-input.ts";
import { newMoneyToken } from "#domains/money/amounts/money-link.ts";
import { keptOf } from "#domains/money/amounts/money-view.ts";
import { draftOf } from "#domains/money/invoices/draft.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { hasNumbers, insertInvoice, numberInvoice } from "#domains/money/invoices/invoice-store.ts";
import { insertLead } from "#domains/money/leads/lead-store.ts";
import { insertPayment } from "#domains/money/payments/payment-store.ts";
import { insertQuote } from "#domains/money/quotes/quote-store.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { dateAfter } from "#platform/zone.ts";

const line = z.object({ description: z.string(), price: z.int() });
const invoice = z.object({
  contactId: z.string(),
  number: z.int(),
  lines: z.array(line),
  /** Days before today on which it was sent, and after which it is due. */
  sentDaysAgo: z.int(),
  dueDays: z.int(),
  isPaid: z.boolean(),
});
const lead = z.object({
  contactId: z.string(),
  name: z.string(),
  phone: z.string(),
  urgency: z.enum(["low", "medium", "high"]),
  interest: z.string(),
  property: z.string(),
});
const quote = z.object({ contactId: z.string(), lines: z.array(line), validDays: z.int() });

/** Joins the unit that loads a made-up business: leads, invoices and quotes, of which nobody is told. */
export const moneyBringIn = defineWrite({
  name: "money.bring_in",
  title: "Bring in papers",
  description: "Joins the unit that loads a made-up business.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    leads: z.array(lead),
    invoices: z.array(invoice),
    quotes: z.array(quote),
  }),
  output: z.object({}),
  summary: () => "brought in",
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan(given, ctx) {
    // Numbers that somebody's own invoices have begun go on.
    const hasOwn = await hasNumbers(ctx.db);
    return {
      facts: {},
      data: [
        ...given.leads.map((each) => leadOf(each, ctx)),
        ...given.invoices.flatMap((each) => invoiceOf(each, hasOwn, ctx)),
        ...given.quotes.map((each) => quoteOf(each, ctx)),
      ],
      result: {},
    };
  },
  apply: (statements) => statements,
});

function moneyFor(lines: z.infer<typeof line>[], ctx: OperationContext) {
  const taxes = usualTaxes(ctx);
  return keptOf(
    lines.map(({ description, price }) => ({ description, price, quantity: 1000, taxes })),
    {
      currency: ctx.settings.get("business.currency"),
      taxInclusive: ctx.settings.get("money.tax_inclusive"),
      discount: null,
    },
  );
}

function leadOf(
  { contactId, name, phone, urgency, interest, property }: z.infer<typeof lead>,
  ctx: OperationContext,
) {
  return insertLead({
    ...{ id: ctx.newId("lead"), status: "new", name, phones: JSON.stringify([phone]), email: null },
    ...{ address: null, property, context: null, interest, notes: null, source: "phone_call", urgency },
    ...{ sure: null, readBy: "person", contactId, followUpAt: null, reminderId: null, wordsOf: null },
    ...{ archivedFor: null, version: 1, createdAt: ctx.now, updatedAt: ctx.now },
  });
}

function invoiceOf(
  { contactId, number, lines, sentDaysAgo, dueDays, isPaid }: z.infer<typeof invoice>,
  hasOwn: boolean,
  ctx: OperationContext,
): Statement[] {
  const money = moneyFor(lines, ctx);
  const at = ctx.now - sentDaysAgo * 86_400_000;
  const issuedOn = dateAfter(todayOf(ctx), -sentDaysAgo);
  const row = draftOf({ contactId, money, dueDays, wordsOf: null }, { ...ctx, now: at });
  const sent = {
    number: hasOwn ? null : number,
    state: "sent" as const,
    issuedOn,
    dueOn: dateAfter(issuedOn, dueDays),
    sentAt: at,
  };
  const paid = {
    ...{ id: ctx.newId("pay"), invoiceId: row.id, method: "cheque" as const, state: "received" as const },
    ...{ amount: money.total, currency: money.currency, receivedOn: dateAfter(issuedOn, dueDays - 5) },
    ...{ by: ctx.principal.user, createdAt: at, updatedAt: at },
  };
  return [
    ...insertInvoice({ ...row, ...sent, paid: isPaid ? money.total : 0 }),
    numberInvoice(row.id),
    ...(isPaid ? [insertPayment(paid)] : []),
  ];
}

function quoteOf({ contactId, lines, validDays }: z.infer<typeof quote>, ctx: OperationContext): Statement {
  return insertQuote({
    ...{ id: ctx.newId("qte"), number: null, contactId, leadId: null, ticketId: null, state: "draft" },
    ...moneyFor(lines, ctx),
    ...{ deposit: 0, validUntil: dateAfter(todayOf(ctx), validDays), notes: null, token: newMoneyToken() },
    ...{
      sentAt: null,
      toldAt: null,
      wordsOf: null,
      acceptedName: null,
      acceptedAt: null,
      invoiceId: null,
      reminderId: null,
    },
    ...{ version: 1, createdAt: ctx.now, updatedAt: ctx.now },
  });
}
