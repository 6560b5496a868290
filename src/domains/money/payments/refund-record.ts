import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { finishVoid } from "#domains/money/invoices/invoice-store.ts";
import { defineWrite, type Plan } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { hasUnsettled } from "./checkout-store.ts";
import { beginRefund, endRefund, nameRefund, paymentAt, refundAt, refundById } from "./payment-store.ts";

/** What has become of money on its way back: of a refund made here, or at the provider itself. */
export const refundRecord = defineWrite({
  name: "refund.record",
  title: "Record what became of a refund",
  description: "Run for each event of a payment provider, and for what the rounds find.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    provider: z.string(),
    kind: z.literal("refund"),
    providerId: z.string(),
    outcome: z.enum(["pending", "done", "failed"]),
    amount: z.int(),
    currency: z.string(),
    payment: z.string(),
    ref: z.string().nullable(),
  }),
  output: z.object({ recorded: z.string() }),
  summary: ({ recorded }) => recorded,
  hints: { destructive: false, idempotent: true, openWorld: false },
  isNewEachTime: true,
  async plan(heard, ctx): Promise<Plan<Statement[], { recorded: string }>> {
    const { provider, providerId, outcome, amount, currency } = heard;
    const known =
      (heard.ref === null ? undefined : await refundById(ctx.db, heard.ref)) ??
      (await refundAt(ctx.db, provider, providerId));
    if (known) {
      const end = outcome === "pending" ? [] : endRefund(known, outcome, ctx.now);
      const isOver = outcome === "failed" && end.length > 0;
      return {
        facts: {},
        data: [nameRefund(known.id, providerId), ...end, finishVoid(known.invoiceId, ctx.now)],
        result: { recorded: end.length === 0 ? "known already" : outcome },
        events: [
          { type: "invoice.changed", subject: known.invoiceId },
          ...(isOver ? [{ type: "refund.failed", subject: known.paymentId }] : []),
        ],
      };
    }
    const payment = await paymentAt(ctx.db, provider, heard.payment);
    if (outcome === "failed" || (!payment && !(await hasUnsettled(ctx.db, provider))))
      return { facts: {}, data: [], result: { recorded: "not ours" } };
    // Its payment may not have been heard of yet: it is told again.
    if (!payment) throw new DeskError("CONFLICT", "The payment of this refund is not known yet.");
    const left = payment.amount - payment.refunded - payment.refunding;
    const row = {
      id: ctx.newId("rfd"),
      ...{ paymentId: payment.id, invoiceId: payment.invoiceId, amount: Math.min(amount, left), currency },
      ...{ state: "pending" as const, reason: "Given back at the payment provider", provider, providerId },
      ...{ refundedOn: todayOf(ctx), by: "provider", createdAt: ctx.now, updatedAt: ctx.now },
    };
    if (row.amount <= 0) return { facts: {}, data: [], result: { recorded: "nothing left" } };
    return {
      facts: {},
      data: [
        ...beginRefund(row),
        ...(outcome === "done" ? endRefund(row, "done", ctx.now) : []),
        finishVoid(payment.invoiceId, ctx.now),
      ],
      result: { recorded: outcome },
      events: [{ type: "invoice.changed", subject: payment.invoiceId }],
    };
  },
  apply: (statements) => statements,
});
