import * as z from "zod";
import type { CheckoutEvent, PaymentEvent, RefundEvent } from "#domains/money/payments/payment-events.ts";
import { PaymentFailure } from "#domains/money/payments/provider.ts";
import type { ReadEvent } from "#operation/event-source.ts";
import { amountHere } from "./currencies.ts";

/** A reference to another object: its id, or the object itself. */
const reference = z
  .union([z.string(), z.looseObject({ id: z.string() })])
  .nullish()
  .transform((value) => (typeof value === "string" ? value : (value?.id ?? null)));

const intent = z
  .union([z.string(), z.looseObject({ id: z.string(), status: z.string().nullish() })])
  .nullish()
  .transform((value) =>
    typeof value === "string" || !value
      ? { id: value ?? null, status: null }
      : { ...value, status: value.status ?? null },
  );

const session = z.looseObject({
  id: z.string().min(1).max(255),
  status: z.string().nullish(),
  payment_status: z.string(),
  amount_total: z.int().nullish(),
  currency: z.string().nullish(),
  payment_intent: intent,
});

const refund = z.looseObject({
  id: z.string().min(1).max(255),
  status: z.string().nullish(),
  amount: z.int(),
  currency: z.string(),
  payment_intent: reference,
  metadata: z.looseObject({ refund: z.string().optional() }).nullish().catch(null),
});

const envelope = z.looseObject({
  object: z.literal("event"),
  type: z.string().min(1).max(120),
  data: z.looseObject({ object: z.looseObject({}) }),
});

/** What an event says of a payment page, by its type; `completed` means paid only where it says so. */
const outcomes: Record<string, (paymentStatus: string) => CheckoutEvent["outcome"]> = {
  "checkout.session.completed": (status) => (isPaid(status) ? "paid" : "processing"),
  "checkout.session.async_payment_succeeded": () => "paid",
  "checkout.session.async_payment_failed": () => "failed",
  "checkout.session.expired": () => "expired",
};

export function parseEvent(raw: string): ReadEvent<PaymentEvent> {
  const read = envelope.safeParse(jsonIn(raw));
  if (!read.success) return { known: false };
  const { type, data } = read.data;
  const outcome = outcomes[type];
  if (outcome) {
    const found = session.safeParse(data.object);
    if (!found.success) return { known: false };
    return { known: true, event: checkoutEvent(found.data, outcome(found.data.payment_status)) };
  }
  if (!/^refund\.(?:created|updated|failed)$/.test(type)) return { known: true };
  const found = refund.safeParse(data.object);
  if (!found.success) return { known: false };
  const event = refundEvent(found.data);
  // One of a charge that never was a page's has no place here.
  return event ? { known: true, event } : { known: true };
}

/** What a page that is read says; undefined while it is open. @throws PaymentFailure where it is none */
export function readSession(value: unknown): CheckoutEvent | undefined {
  const found = readable(session, value);
  if (found.status === "open") return undefined;
  if (found.status === "expired") return checkoutEvent(found, "expired");
  if (isPaid(found.payment_status)) return checkoutEvent(found, "paid");
  return checkoutEvent(found, hasFailed(found.payment_intent.status) ? "failed" : "processing");
}

/** @throws PaymentFailure where it is none */
export function readRefund(value: unknown): RefundEvent | undefined {
  return refundEvent(readable(refund, value));
}

/** Those of a payment, one of which may be ours. @throws PaymentFailure */
export function readRefunds(value: unknown): RefundEvent[] {
  return readable(z.looseObject({ data: z.array(refund) }), value).data.flatMap(
    (each) => refundEvent(each) ?? [],
  );
}

function readable<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new PaymentFailure("unreadable", true);
}

/** A payment that came to nothing after its page was left: a bank's no, which is told by event alone otherwise. */
function hasFailed(status: string | null): boolean {
  return status === "canceled" || status === "requires_payment_method";
}

function isPaid(status: string): boolean {
  return status === "paid" || status === "no_payment_required";
}

function checkoutEvent(
  { id, amount_total, currency, payment_intent }: z.infer<typeof session>,
  outcome: CheckoutEvent["outcome"],
): CheckoutEvent {
  return {
    kind: "checkout",
    providerId: id,
    outcome,
    amount:
      amount_total == null || currency == null ? (amount_total ?? null) : amountHere(amount_total, currency),
    currency: currency?.toUpperCase() ?? null,
    payment: payment_intent.id,
  };
}

function refundEvent(found: z.infer<typeof refund>): RefundEvent | undefined {
  const { id, status, amount, currency, payment_intent: payment, metadata } = found;
  if (payment === null) return undefined;
  const outcome =
    status === "succeeded" ? "done" : status === "failed" || status === "canceled" ? "failed" : "pending";
  return {
    ...{ kind: "refund", providerId: id, outcome, amount: amountHere(amount, currency), payment },
    currency: currency.toUpperCase(),
    ref: metadata?.refund ?? null,
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
