import * as z from "zod";
import { paymentFlags, paymentMethods, paymentStates } from "#db/schema/payments.ts";
import { spokenInvoice } from "#domains/money/invoices/invoice.ts";
import { numbersOf } from "#domains/money/invoices/invoice-store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { type PaymentRow, paymentsOf, type RefundRow, refundsOf } from "./payment-store.ts";

/** A payment as tools and pages show it. */
export const paymentView = z.object({
  id: z.string().describe("pay_…"),
  invoice_id: z.string(),
  invoice_number: z.string().nullable(),
  method: z.enum(paymentMethods),
  status: z.enum(paymentStates),
  amount: z.string(),
  amount_minor: z.int(),
  currency: z.string(),
  received_on: z.string(),
  reference: z.string().nullable(),
  flag: z
    .enum(paymentFlags)
    .nullable()
    .describe("Why it was applied to nothing: it is to be given back, or a person keeps it."),
  refunded: z.string().nullable(),
  refundable_minor: z.int(),
  reconciled: z.boolean(),
  refunds: z.array(
    z.object({
      id: z.string(),
      amount: z.string(),
      status: z.string(),
      reason: z.string(),
      refunded_on: z.string(),
    }),
  ),
});

export type PaymentView = z.infer<typeof paymentView>;

function viewPayment(row: PaymentRow, number: string | null, back: readonly RefundRow[]): PaymentView {
  const money = (minor: number) => writtenMoney(minor, row.currency);
  return {
    ...{
      id: row.id,
      invoice_id: row.invoiceId,
      invoice_number: number,
      method: row.method,
      status: row.state,
    },
    ...{ amount: money(row.amount), amount_minor: row.amount, currency: row.currency },
    ...{ received_on: row.receivedOn, reference: row.reference, flag: row.flag },
    refunded: row.refunded === 0 ? null : money(row.refunded),
    refundable_minor: row.state === "received" ? row.amount - row.refunded - row.refunding : 0,
    reconciled: row.reconciledAt !== null,
    refunds: back.map(({ id, amount, state, reason, refundedOn }) => ({
      ...{ id, amount: money(amount), status: state, reason, refunded_on: refundedOn },
    })),
  };
}

/** The payments of invoices, with what was given back of each. */
export async function viewPayments(
  invoiceIds: readonly string[],
  ctx: OperationContext,
): Promise<Map<string, PaymentView[]>> {
  const rows = await paymentsOf(ctx.db, invoiceIds);
  const views = await viewAll(rows, ctx);
  return Map.groupBy(views, ({ invoice_id }) => invoice_id);
}

export async function viewAll(rows: readonly PaymentRow[], ctx: OperationContext): Promise<PaymentView[]> {
  const ids = rows.map(({ id }) => id);
  const [back, numbers] = await Promise.all([
    refundsOf(ctx.db, ids),
    numbersOf(
      ctx.db,
      rows.map(({ invoiceId }) => invoiceId),
    ),
  ]);
  return rows.map((row) =>
    viewPayment(
      row,
      spokenInvoice({ number: numbers.get(row.invoiceId) ?? null }),
      back.filter(({ paymentId }) => paymentId === row.id),
    ),
  );
}
