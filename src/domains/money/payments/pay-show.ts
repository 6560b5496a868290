import * as z from "zod";
import { moneyToken } from "#domains/money/amounts/money-link.ts";
import { nextPart, owedOf, partsOf, statusOf, todayOf } from "#domains/money/invoices/invoice.ts";
import { creditNotesOf } from "#domains/money/invoices/invoice-store.ts";
import { invoicePaper } from "#domains/money/papers/papers-of.ts";
import { defineRead } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { spokenDate } from "#platform/zone.ts";
import { invoiceOfLink } from "./payable.ts";
import { paymentsOf } from "./payment-store.ts";
import { paymentProviders } from "./provider.ts";

const paperView = z.object({
  kind: z.string(),
  number: z.string(),
  business: z.object({ name: z.string(), address: z.string(), taxNumber: z.string() }),
  customer: z.object({ name: z.string(), lines: z.array(z.string()) }),
  facts: z.array(z.tuple([z.string(), z.string()])),
  lines: z.array(
    z.object({
      description: z.string(),
      quantity: z.string(),
      price: z.string(),
      taxes: z.string(),
      amount: z.string(),
    }),
  ),
  sums: z.array(z.tuple([z.string(), z.string()])),
  notes: z.array(z.string()),
});

/** What a customer sees of their own invoice, by the link they were sent. @throws NOT_FOUND */
export const payShow = defineRead({
  name: "pay.show",
  title: "A customer's own invoice",
  description: "Run for whoever has the link to an invoice.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify"],
  input: z.strictObject({ token: moneyToken }),
  output: z.object({
    paper: paperView,
    status: z.string(),
    owed: z.string(),
    next: z.object({ label: z.string(), amount: z.string(), due: z.string().nullable() }).nullable(),
    has_parts: z.boolean(),
    processing: z.string().nullable(),
    pays_online: z.boolean(),
    is_test: z.boolean(),
    receipts: z.array(z.object({ id: z.string(), amount: z.string(), on: z.string() })),
  }),
  summary: ({ status }) => status,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ token }, ctx) {
    const row = await invoiceOfLink(token, ctx);
    const [payments, credits] = [await paymentsOf(ctx.db, [row.id]), await creditNotesOf(ctx.db, [row.id])];
    const money = (minor: number) => writtenMoney(minor, row.currency);
    const { filename: _filename, ...paper } = await invoicePaper(row, { payments, credits }, ctx);
    const provider = ctx.service(paymentProviders).current;
    const owed = row.state === "void" ? 0 : owedOf(row);
    const part = row.state === "void" ? undefined : nextPart(row);
    return {
      paper,
      status: statusOf(row, todayOf(ctx)),
      owed: money(owed),
      next: part
        ? { label: part.label, amount: money(part.amount), due: part.dueOn && spokenDate(part.dueOn) }
        : null,
      has_parts: part !== undefined && partsOf(row).length > 0 && part.amount < owed,
      processing: row.processing === 0 ? null : money(row.processing),
      pays_online:
        provider !== undefined && row.paysOnline && row.state === "sent" && owed > 0 && row.processing === 0,
      is_test: provider?.isTest ?? false,
      receipts: payments
        .filter(({ state, flag }) => state === "received" && flag === null)
        .map(({ id, amount, receivedOn }) => ({ id, amount: money(amount), on: spokenDate(receivedOn) })),
    };
  },
});
