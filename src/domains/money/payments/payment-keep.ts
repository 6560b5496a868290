import * as z from "zod";
import { changesMoney } from "#domains/money/amounts/asks-for-money.ts";
import { nextDueOn, owedOf } from "#domains/money/invoices/invoice.ts";
import { changeInvoice, invoiceById } from "#domains/money/invoices/invoice-store.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { changePayment, paymentById } from "./payment-store.ts";
import { type PaymentView, paymentView, viewAll } from "./payment-view.ts";

/** A payment that was flagged counts for its invoice after all. @throws NOT_FOUND, CONFLICT */
export const paymentKeep = defineWrite({
  name: "payment.keep",
  title: "Count a flagged payment",
  description:
    "Counts a payment that was put aside, such as a deposit paid twice, towards what is still owed of its invoice. Use payment_refund to give it back instead.",
  scopes: ["office:write"],
  uses: ["checkout.close"],
  input: z.strictObject({ payment_id: z.string().min(1).max(60).describe("pay_…") }),
  output: z.object({ payment: paymentView }),
  example: { payment_id: "pay_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ payment }) => `${payment.amount} counts now.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  permission: changesMoney("Counting a flagged payment", "Money that was put aside counts then."),
  async plan({ payment_id }, ctx) {
    const payment = await paymentById(ctx.db, payment_id);
    const invoice = payment && (await invoiceById(ctx.db, payment.invoiceId));
    if (!payment || !invoice)
      throw new DeskError("NOT_FOUND", "There is no such payment.", { next: "See crm_query type payments." });
    const result = { id: payment.id };
    if (payment.flag === null) return { facts: { payment: payment.id }, data: [], result };
    const left = payment.amount - payment.refunded - payment.refunding;
    if (
      payment.currency !== invoice.currency ||
      invoice.state !== "sent" ||
      left !== payment.amount ||
      payment.amount > owedOf(invoice)
    )
      throw new DeskError("CONFLICT", "It is more than is owed, or nothing is owed any more.", {
        next: "Give it back with payment_refund.",
      });
    // What a page asks for is what was owed before.
    await ctx.use("checkout.close", { invoiceId: invoice.id });
    const after = { ...invoice, paid: invoice.paid + payment.amount };
    return {
      facts: { payment: payment.id, amount: payment.amount },
      data: [
        ...changePayment(payment, { flag: null }, ctx.now),
        ...changeInvoice(invoice, { paid: after.paid, dueOn: nextDueOn(after) }, ctx.now),
      ],
      result,
      events: [
        { type: "invoice.changed", subject: invoice.id },
        { type: "payment.received", subject: payment.id },
      ],
    };
  },
  apply: (statements) => statements,
  async answer({ id }: { id: string }, ctx: OperationContext) {
    const payment = await paymentById(ctx.db, id);
    const [view] = payment ? await viewAll([payment], ctx) : [];
    return { payment: view as PaymentView };
  },
});
