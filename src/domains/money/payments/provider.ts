import type { EventSource } from "#operation/event-source.ts";
import type { ServiceKey } from "#operation/operation.ts";
import type { CheckoutEvent, PaymentEvent, RefundEvent } from "./payment-events.ts";

/** A payment page that is to be opened. */
export interface NewCheckout {
  /** Our name for it: asked twice under one name, a provider opens one. */
  ref: string;
  invoiceId: string;
  /** What stands on the page, such as `INV-1000`. */
  title: string;
  /** In the currency's smallest unit; ISO 4217. */
  amount: number;
  currency: string;
  email: string | null;
  /** Where the customer comes back to. */
  returnTo: string;
  /** Milliseconds, UTC: when the page closes by itself. */
  expiresAt: number;
}

export interface OpenedCheckout {
  providerId: string;
  url: string;
}

export interface NewRefund {
  ref: string;
  payment: string;
  amount: number;
  currency: string;
}

/** Who takes payments for the business: the customer pays there, and nothing of a card comes here. */
export interface PaymentProvider extends EventSource<PaymentEvent> {
  /** How people call it. */
  readonly title: string;
  /** True where no real money moves. */
  readonly isTest: boolean;
  /** False for a page of another account's, or of the same one's test mode. */
  owns(providerId: string): boolean;
  /** @throws PaymentFailure */
  open(page: NewCheckout): Promise<OpenedCheckout>;
  /** Closes a page so that nobody can pay on it, and says what has become of it. @throws PaymentFailure */
  close(providerId: string): Promise<CheckoutEvent>;
  /** What has become of it; undefined while it is open. @throws PaymentFailure */
  read(providerId: string): Promise<CheckoutEvent | undefined>;
  /** @throws PaymentFailure */
  refund(refund: NewRefund): Promise<RefundEvent>;
  /** What became of a refund that was asked for under `ref`; undefined where it never was. @throws PaymentFailure */
  findRefund(refund: NewRefund): Promise<RefundEvent | undefined>;
  /** @throws PaymentFailure */
  readRefund(providerId: string): Promise<RefundEvent>;
}

/** Those that this desk has keys for. */
export interface PaymentProviders {
  readonly all: readonly PaymentProvider[];
  /** Who takes new payments; undefined where nobody does. */
  readonly current: PaymentProvider | undefined;
  get(name: string): PaymentProvider | undefined;
}

export const paymentProviders: ServiceKey<PaymentProviders> = { name: "payment providers" };

export type PaymentReason = "key_refused" | "refused" | "not_there" | "unreachable" | "unreadable";

/** What a provider's file throws. `isUncertain`: it may have been done all the same. */
export class PaymentFailure extends Error {
  override name = "PaymentFailure";
  readonly reason: PaymentReason;
  readonly isUncertain: boolean;

  constructor(reason: PaymentReason, isUncertain = false) {
    super(reason);
    this.reason = reason;
    this.isUncertain = isUncertain;
  }
}
