import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { mostMoney } from "#domains/money/amounts/money-input.ts";
import { spokenInvoice, todayOf } from "#domains/money/invoices/invoice.ts";
import { finishVoid, type InvoiceRow, invoiceById } from "#domains/money/invoices/invoice-store.ts";
import { customerBy } from "#operation/customer.ts";
import {
  defineWrite,
  type EffectContext,
  type OperationContext,
  type Settlement,
} from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import type { RefundEvent } from "./payment-events.ts";
import {
  beginRefund,
  endRefund,
  nameRefund,
  paymentById,
  type RefundRow,
  refundById,
} from "./payment-store.ts";
import { paymentView, viewAll } from "./payment-view.ts";
import { PaymentFailure, paymentProviders } from "./provider.ts";

/** Gives a payment back, or a part of it. It always waits for a person. @throws NOT_FOUND, CONFLICT, NOT_CONFIGURED */
export const paymentRefund = defineWrite({
  name: "payment.refund",
  title: "Give a payment back",
  description:
    "Gives a customer their money back: what was paid online goes back the way it came, of cash or a cheque it is recorded that you have given it back. It always waits for a person: the call answers authorization_required.",
  scopes: ["office:write"],
  uses: ["contact.identify"],
  input: z.strictObject({
    payment_id: z.string().min(1).max(60).describe("pay_…, see crm_query type payments."),
    amount_minor: z.int().min(1).max(mostMoney).optional().describe("All that is left when left out."),
    reason: z.string().trim().min(1).max(300),
  }),
  output: z.object({ refund_id: z.string(), amount: z.string(), status: z.string(), payment: paymentView }),
  example: { payment_id: "pay_01m7z9y4c0fc3k36ha5sw1et20", reason: "Paid twice" },
  summary: ({ status, amount, payment }) => `The refund of ${amount} of ${payment.amount} is ${status}.`,
  hints: { destructive: true, idempotent: false, openWorld: true },
  permission: {
    rule: "Giving money back always requires a person.",
    levels: ["requires_authorization"],
    levelOf: () => ({
      level: "requires_authorization",
      reason: "Money is given back.",
      causes: ["rule"],
    }),
  },
  isNewEachTime: true,
  async plan({ payment_id, amount_minor, reason }, ctx) {
    // The desk itself is asked no permission; money goes back by a person's word alone.
    if (ctx.principal.authority === "system")
      throw new DeskError("FORBIDDEN", "Only a person gives money back.");
    const payment = await paymentById(ctx.db, payment_id);
    const invoice = payment && (await invoiceById(ctx.db, payment.invoiceId));
    if (!payment || !invoice)
      throw new DeskError("NOT_FOUND", "There is no such payment.", { next: "See crm_query type payments." });
    const left = payment.amount - payment.refunded - payment.refunding;
    const amount = amount_minor ?? left;
    if (payment.state !== "received" || left === 0 || amount > left)
      throw new DeskError("CONFLICT", "So much of this payment is not left.", {
        fields: { amount_minor: [`At most ${left}.`] },
        next: "See crm_query type payments.",
      });
    const provider =
      payment.provider === null ? undefined : ctx.service(paymentProviders).get(payment.provider);
    if (payment.provider !== null && (!provider || payment.providerId === null))
      throw new DeskError("NOT_CONFIGURED", "Whoever took this payment is not set up here any more.", {
        next: "Give it back at the payment provider itself.",
      });
    const id = ctx.newId("rfd");
    const row = {
      ...{ id, paymentId: payment.id, invoiceId: invoice.id, amount, currency: payment.currency },
      ...{ state: "pending" as const, reason, provider: payment.provider, refundedOn: todayOf(ctx) },
      ...{ by: ctx.principal.user, createdAt: ctx.now, updatedAt: ctx.now },
    };
    return {
      facts: {
        ...{ payment: payment.id, invoice: invoice.id, amount, currency: payment.currency, reason },
      },
      card: () =>
        cardOf(invoice, { amount, method: payment.method, currency: payment.currency, reason }, ctx),
      data: [
        ...beginRefund(row),
        ...(provider ? [] : [...endRefund(row, "done", ctx.now), finishVoid(invoice.id, ctx.now)]),
      ] satisfies Statement[],
      result: { id, paymentId: payment.id },
      events: [{ type: "invoice.changed", subject: invoice.id }],
      effects: provider ? [{ ref: id, lane: invoice.id }] : [],
    };
  },
  apply: (statements) => statements,
  async answer({ id, paymentId }: { id: string; paymentId: string }, ctx: OperationContext) {
    const [refund, payment] = [await refundById(ctx.db, id), await paymentById(ctx.db, paymentId)];
    const [view] = payment ? await viewAll([payment], ctx) : [];
    if (!refund || !view) throw new TypeError("a refund that was written is gone");
    return {
      ...{ refund_id: id, amount: writtenMoney(refund.amount, refund.currency) },
      ...{ status: refund.state, payment: view },
    };
  },
  effect: {
    run: async (id, ctx) => {
      await ctx.begin();
      return await giveBack(id, ctx);
    },
    lost: () => [],
    lookUp: findOut,
  },
});

async function cardOf(
  invoice: InvoiceRow,
  { amount, currency, method, reason }: { amount: number; currency: string; method: string; reason: string },
  ctx: OperationContext,
) {
  const customer = await customerBy(invoice.contactId, ctx);
  return [
    { label: "Give back", value: writtenMoney(amount, currency) },
    { label: "To", value: customer?.name ?? "a customer without a name" },
    { label: "Invoice", value: spokenInvoice(invoice) ?? "a draft" },
    { label: "Paid by", value: method.replaceAll("_", " ") },
    { label: "Why", quote: reason },
  ];
}

/** So long providers know that two requests of one name are one, in milliseconds: Stripe forgets after a day. */
const remembered = 20 * 3_600_000;

async function giveBack(id: string, ctx: EffectContext): Promise<Settlement> {
  const row = await refundById(ctx.db, id);
  if (!row) return { state: "failed", unit: [] };
  const way = await wayBack(row, ctx);
  if (!way) return failed(row, ctx);
  const { payment, provider } = way;
  try {
    return settled(row, await provider.refund(asAsked(row, payment)), ctx);
  } catch (failure) {
    if (!(failure instanceof PaymentFailure)) throw failure;
    if (failure.isUncertain) return { state: "unknown", unit: [] };
    return failed(row, ctx);
  }
}

/**
 * Nobody knows whether it was made: the provider is asked for it, and only what it says itself ends it. Where it was
 * never made it is asked for again under the same name, as long as that name is remembered there.
 */
async function findOut(id: string, ctx: EffectContext): Promise<Settlement> {
  const unknown: Settlement = { state: "unknown", unit: [] };
  const row = await refundById(ctx.db, id);
  const way = row && (await wayBack(row, ctx));
  if (!way) return unknown;
  const { payment, provider } = way;
  const refund = asAsked(row, payment);
  try {
    const made = await provider.findRefund(refund);
    if (made) return settled(row, made, ctx);
    if (ctx.now - row.createdAt > remembered) return failed(row, ctx);
    return settled(row, await provider.refund(refund), ctx);
  } catch (failure) {
    if (failure instanceof PaymentFailure) return unknown;
    throw failure;
  }
}

function asAsked({ id, amount, currency }: RefundRow, payment: string) {
  return { ref: id, payment, amount, currency };
}

/** Who took the payment, and how it is called there; undefined where they are not set up here any more. */
async function wayBack({ paymentId, provider: name }: RefundRow, ctx: EffectContext) {
  const payment = await paymentById(ctx.db, paymentId);
  const provider = name === null ? undefined : ctx.service(paymentProviders).get(name);
  return payment?.providerId && provider ? { payment: payment.providerId, provider } : undefined;
}

function failed(row: RefundRow, ctx: EffectContext): Settlement {
  return {
    state: "failed",
    unit: endRefund(row, "failed", ctx.now),
    events: [
      { type: "invoice.changed", subject: row.invoiceId },
      { type: "refund.failed", subject: row.paymentId },
    ],
  };
}

function settled(row: RefundRow, { outcome, providerId }: RefundEvent, ctx: EffectContext): Settlement {
  const named = nameRefund(row.id, providerId);
  const events = [{ type: "invoice.changed", subject: row.invoiceId }];
  if (outcome === "pending") return { state: "done", unit: [named], events };
  if (outcome === "failed") {
    const { unit, ...rest } = failed(row, ctx);
    return { ...rest, unit: [named, ...unit] };
  }
  const unit = [named, ...endRefund(row, "done", ctx.now), finishVoid(row.invoiceId, ctx.now)];
  return { state: "done", unit, events };
}
