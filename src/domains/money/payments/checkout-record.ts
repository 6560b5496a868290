import * as z from "zod";
import type { paymentFlags } from "#db/schema/payments.ts";
import type { Statement } from "#db/statement.ts";
import { nextDueOn, owedOf, todayOf } from "#domains/money/invoices/invoice.ts";
import {
  changeInvoice,
  finishVoid,
  type InvoiceRow,
  invoiceById,
} from "#domains/money/invoices/invoice-store.ts";
import { defineWrite, type EventDraft, type OperationContext, type Plan } from "#operation/operation.ts";
import { type CheckoutRow, checkoutAt, isCheckoutAs, moveCheckout } from "./checkout-store.ts";
import { changePayment, insertPayment, type PaymentRow, paymentOfCheckout } from "./payment-store.ts";

const input = z.strictObject({
  provider: z.string(),
  kind: z.literal("checkout"),
  providerId: z.string(),
  outcome: z.enum(["paid", "processing", "failed", "expired"]),
  amount: z.int().nullable(),
  currency: z.string().nullable(),
  payment: z.string().nullable(),
});

type Heard = z.infer<typeof input>;

/**
 * What has become of a payment page, in whatever order and however often it is heard: what is paid stays paid, a bank
 * debit is on its way until it is there, and money that nothing is owed for is kept apart and flagged.
 */
export const checkoutRecord = defineWrite({
  name: "checkout.record",
  title: "Record what became of a payment page",
  description: "Run for each event of a payment provider, and for what the rounds find.",
  scopes: [],
  exposure: "system",
  uses: ["checkout.close"],
  input,
  output: z.object({ recorded: z.string() }),
  summary: ({ recorded }) => recorded,
  hints: { destructive: false, idempotent: true, openWorld: false },
  isNewEachTime: true,
  async plan(heard, ctx): Promise<Plan<Statement[], { recorded: string }>> {
    const page = await checkoutAt(ctx.db, heard.provider, heard.providerId);
    const invoice = page && (await invoiceById(ctx.db, page.invoiceId));
    // A page of another program's on the same account.
    if (!page || !invoice) return nothing("not ours");
    const payment = await paymentOfCheckout(ctx.db, page.id);
    if (payment?.state === "received") return nothing("paid already");
    if (heard.outcome === "paid") return await received({ heard, page, invoice, payment }, ctx);
    if (heard.outcome === "processing") return await underWay({ heard, page, invoice, payment }, ctx);
    return notPaid({ heard, page, invoice, payment }, ctx);
  },
  apply: (statements) => statements,
});

interface Known {
  heard: Heard;
  page: CheckoutRow;
  invoice: InvoiceRow;
  payment: PaymentRow | undefined;
}

async function received(
  { heard, page, invoice, payment }: Known,
  ctx: OperationContext,
): Promise<Plan<Statement[], { recorded: string }>> {
  const amount = heard.amount ?? page.amount;
  const currency = heard.currency ?? page.currency;
  const flag = flagOf({ amount, currency, page, invoice, isUnderWay: payment !== undefined });
  const now = ctx.now;
  const id = payment?.id ?? ctx.newId("pay");
  const row = { state: "received" as const, amount, currency, flag, receivedOn: todayOf(ctx) };
  const paid = flag === null ? invoice.paid + amount : invoice.paid;
  const processing = invoice.processing - (payment?.state === "processing" ? payment.amount : 0);
  const after = { ...invoice, paid, processing };
  if (flag === null) await ctx.use("checkout.close", { invoiceId: invoice.id, except: page.id });
  const events: EventDraft[] = [
    { type: "invoice.changed", subject: invoice.id },
    flag === null ? { type: "payment.received", subject: id } : { type: "payment.flagged", subject: id },
  ];
  return {
    facts: {},
    data: [
      isCheckoutAs(page),
      moveCheckout(page.id, "paid", [page.state], now),
      ...(payment
        ? changePayment(payment, { ...row, providerId: heard.payment }, now)
        : [insertPayment({ ...newPayment(heard, page, ctx), ...row, id, invoiceId: invoice.id })]),
      ...changeInvoice(
        invoice,
        {
          ...{ paid, processing, dueOn: nextDueOn(after) },
          // Somebody has paid while it was being made void: then it is not.
          ...(invoice.state === "voiding" && flag === null ? { state: "sent", voidReason: null } : {}),
        },
        now,
      ),
    ],
    result: { recorded: flag ?? "received" },
    events,
  };
}

/** Why a payment settles nothing; null where it does. */
function flagOf({
  amount,
  currency,
  page,
  invoice,
  isUnderWay,
}: {
  amount: number;
  currency: string;
  page: CheckoutRow;
  invoice: InvoiceRow;
  isUnderWay: boolean;
}): (typeof paymentFlags)[number] | null {
  if (currency !== page.currency) return "wrong_currency";
  if (amount !== page.amount) return "wrong_amount";
  if (invoice.state === "void") return "void";
  const isSettledSince = invoice.paid + invoice.credited > page.settledBefore && !isUnderWay;
  return isSettledSince || amount > owedOf(invoice) ? "paid_already" : null;
}

async function underWay(
  { heard, page, invoice, payment }: Known,
  ctx: OperationContext,
): Promise<Plan<Statement[], { recorded: string }>> {
  // It was heard before, or how it ended was.
  if (payment || page.state === "failed" || page.state === "paid") return nothing("known already");
  const amount = heard.amount ?? page.amount;
  const id = ctx.newId("pay");
  await ctx.use("checkout.close", { invoiceId: invoice.id, except: page.id });
  return {
    facts: {},
    data: [
      isCheckoutAs(page),
      moveCheckout(page.id, "completed", [page.state], ctx.now),
      insertPayment({ ...newPayment(heard, page, ctx), id, invoiceId: invoice.id, state: "processing" }),
      ...changeInvoice(
        invoice,
        {
          processing: invoice.processing + amount,
          ...(invoice.state === "voiding" ? { state: "sent" as const, voidReason: null } : {}),
        },
        ctx.now,
      ),
    ],
    result: { recorded: "processing" },
    events: [{ type: "invoice.changed", subject: invoice.id }],
  };
}

function notPaid(
  { heard, page, invoice, payment }: Known,
  ctx: OperationContext,
): Plan<Statement[], { recorded: string }> {
  const isFailed = heard.outcome === "failed";
  const end = isFailed ? "failed" : "closed";
  if (page.state === end || page.state === "failed" || (!isFailed && payment))
    return nothing("known already");
  const wasUnderWay = payment?.state === "processing";
  return {
    facts: {},
    data: [
      isCheckoutAs(page),
      moveCheckout(page.id, end, [page.state], ctx.now),
      ...(wasUnderWay
        ? [
            ...changePayment(payment, { state: "failed" }, ctx.now),
            ...changeInvoice(invoice, { processing: invoice.processing - payment.amount }, ctx.now),
          ]
        : []),
      finishVoid(invoice.id, ctx.now),
    ],
    result: { recorded: end },
    events: [
      { type: "invoice.changed", subject: invoice.id },
      ...(wasUnderWay ? [{ type: "payment.failed", subject: payment.id }] : []),
    ],
  };
}

function newPayment(heard: Heard, page: CheckoutRow, ctx: OperationContext) {
  return {
    method: "online" as const,
    amount: heard.amount ?? page.amount,
    currency: heard.currency ?? page.currency,
    receivedOn: todayOf(ctx),
    checkoutId: page.id,
    provider: heard.provider,
    providerId: heard.payment,
    by: "customer",
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
}

function nothing(recorded: string): Plan<Statement[], { recorded: string }> {
  return { facts: {}, data: [], result: { recorded } };
}
