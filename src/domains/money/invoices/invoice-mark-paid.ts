import * as z from "zod";
import { paymentMethods } from "#db/schema/payments.ts";
import { asksForMoney, tellingLately } from "#domains/money/amounts/asks-for-money.ts";
import { mostMoney } from "#domains/money/amounts/money-input.ts";
import { insertPayment } from "#domains/money/payments/payment-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { changedInvoice } from "./changed-invoice.ts";
import { nextDueOn, owedOf, requireInvoice, todayOf } from "./invoice.ts";
import { changeInvoice } from "./invoice-store.ts";
import { invoiceView } from "./invoice-view.ts";

/** Records money that came in another way than online, all that is owed or a part of it. @throws NOT_FOUND, CONFLICT */
export const invoiceMarkPaid = defineWrite({
  name: "invoice.mark_paid",
  title: "Record a payment",
  description:
    "Records cash, a cheque, a card terminal's or a bank transfer's payment of an invoice, all that is owed or a part of it. What is paid online is recorded by itself. Needs reasoning.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.numbers", "checkout.close"],
  input: z.strictObject({
    invoice: z.string().min(1).max(60).describe("inv_… or INV-1000."),
    method: z.enum(paymentMethods).exclude(["online"]),
    amount_minor: z.int().min(1).max(mostMoney).optional().describe("All that is owed when left out."),
    reference: z
      .string()
      .trim()
      .max(120)
      .transform(maskCards)
      .optional()
      .describe("A cheque's number, a slip's. Never a card's."),
    received_on: z.iso.date().optional().describe("Today when left out."),
  }),
  output: z.object({ invoice: invoiceView }),
  example: { invoice: "INV-1000", method: "cheque", reference: "204" },
  summary: ({ invoice }) =>
    `${invoice.number ?? invoice.id}: ${invoice.paid} paid, ${invoice.balance} left (${invoice.status.replaceAll("_", " ")}).`,
  hints: { destructive: false, idempotent: false, openWorld: true },
  permission: asksForMoney("Recording a payment", "What a customer owes becomes less.", "amount"),
  async plan({ invoice, method, amount_minor, reference, received_on }, ctx) {
    const row = await requireInvoice(invoice, ctx);
    const owed = owedOf(row);
    if (row.state !== "sent" || owed <= 0)
      throw new DeskError(
        "CONFLICT",
        row.state === "draft" ? "It was not sent yet." : "Nothing is owed of it.",
        {
          next: row.state === "draft" ? "Send it first with send_invoice." : "See crm_query type invoices.",
        },
      );
    const amount = amount_minor ?? owed;
    if (amount > owed - row.processing)
      throw new DeskError(
        "CONFLICT",
        `Only ${writtenMoney(owed - row.processing, row.currency)} is still open.`,
        {
          fields: { amount_minor: [`At most ${owed - row.processing}.`] },
          next: "A payment may be on its way, or part of it was paid already.",
        },
      );
    const today = todayOf(ctx);
    if (received_on !== undefined && received_on > today)
      throw new DeskError("VALIDATION_ERROR", "That day is still to come.", {
        fields: { received_on: ["Today or earlier."] },
      });
    await ctx.use("checkout.close", { invoiceId: row.id });
    const { sentLately, guards } = await tellingLately(ctx);
    const after = { ...row, paid: row.paid + amount };
    const id = ctx.newId("pay");
    return {
      facts: { invoice: row.id, amount, currency: row.currency, method, customer: row.contactId },
      measures: { sentLately },
      card: async () => [
        { label: "Received", value: writtenMoney(amount, row.currency) },
        { label: "Invoice", value: row.number === null ? row.id : `INV-${row.number}` },
        { label: "By", value: method.replaceAll("_", " ") },
        ...(reference ? [{ label: "Reference", quote: reference }] : []),
      ],
      data: [
        ...guards,
        insertPayment({
          ...{ id, invoiceId: row.id, method, state: "received", amount, currency: row.currency },
          ...{ reference: reference || null, receivedOn: received_on ?? today },
          ...{ by: ctx.principal.user, createdAt: ctx.now, updatedAt: ctx.now },
        }),
        ...changeInvoice(row, { paid: after.paid, dueOn: nextDueOn(after) }, ctx.now),
      ],
      result: { id: row.id },
      events: [
        { type: "invoice.changed", subject: row.id },
        { type: "payment.received", subject: id },
      ],
    };
  },
  apply: (statements) => statements,
  answer: changedInvoice,
});
