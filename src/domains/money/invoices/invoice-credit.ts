import * as z from "zod";
import { changesMoney } from "#domains/money/amounts/asks-for-money.ts";
import { mostMoney } from "#domains/money/amounts/money-input.ts";
import { share } from "#domains/money/amounts/rounding.ts";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { changedInvoice } from "./changed-invoice.ts";
import { nextDueOn, requireInvoice, todayOf } from "./invoice.ts";
import { changeInvoice, insertCreditNote } from "./invoice-store.ts";
import { invoiceView } from "./invoice-view.ts";

/** Takes something off an invoice that was sent, with a credit note of its own number. @throws NOT_FOUND, CONFLICT */
export const invoiceCredit = defineWrite({
  name: "invoice.credit",
  title: "Write a credit note",
  description:
    "Takes an amount off an invoice that was sent, with a numbered credit note. It gives no money back: where it was paid already, use payment_refund too. Needs reasoning.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.numbers", "checkout.close"],
  input: z.strictObject({
    invoice: z.string().min(1).max(60).describe("inv_… or INV-1000."),
    amount_minor: z
      .int()
      .min(1)
      .max(mostMoney)
      .optional()
      .describe("With its tax; all that is still owed when left out."),
    reason: z.string().trim().min(1).max(300).transform(maskCards),
  }),
  output: z.object({ invoice: invoiceView }),
  example: {
    invoice: "INV-1000",
    amount_minor: 2500,
    reason: "Two panes were left out",
  },
  summary: ({ invoice }) =>
    `${invoice.number ?? invoice.id}: ${invoice.credited ?? "nothing"} credited, ${invoice.balance} left.`,
  hints: { destructive: false, idempotent: false, openWorld: true },
  permission: changesMoney("A credit note", "A customer owes less then."),
  async plan({ invoice, amount_minor, reason }, ctx) {
    const row = await requireInvoice(invoice, ctx);
    if (row.state !== "sent")
      throw new DeskError("CONFLICT", "Only an invoice that was sent can be credited.", {
        next:
          row.state === "draft" ? "Change the draft with invoice_update." : "See crm_query type invoices.",
      });
    const left = row.total - row.credited;
    const amount = amount_minor ?? left - row.paid;
    if (amount > left || amount <= 0)
      throw new DeskError("CONFLICT", "So much is not left of it.", {
        fields: { amount_minor: [`At most ${writtenMoney(left, row.currency)}.`] },
      });
    await ctx.use("checkout.close", { invoiceId: row.id });
    const after = { ...row, credited: row.credited + amount };
    return {
      facts: { invoice: row.id, amount, currency: row.currency, reason },
      data: [
        ...changeInvoice(row, { credited: after.credited, dueOn: nextDueOn(after) }, ctx.now),
        insertCreditNote({
          ...{ id: ctx.newId("crn"), invoiceId: row.id, amount, currency: row.currency, reason },
          taxTotal: row.total === 0 ? 0 : share(row.taxTotal, amount, row.total),
          ...{ issuedOn: todayOf(ctx), by: ctx.principal.user, createdAt: ctx.now },
        }),
      ],
      result: { id: row.id },
      events: [{ type: "invoice.changed", subject: row.id }],
    };
  },
  apply: (statements) => statements,
  answer: changedInvoice,
});
