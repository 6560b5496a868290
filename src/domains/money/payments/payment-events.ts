/** What has become of a payment page at the provider. */
export interface CheckoutEvent {
  kind: "checkout";
  /** The provider's name for the page. */
  providerId: string;
  /** `processing`: the customer has done their part, and the money is on its way. */
  outcome: "paid" | "processing" | "failed" | "expired";
  /** In the smallest unit, and ISO 4217; null where it does not say. */
  amount: number | null;
  currency: string | null;
  /** The provider's name for the payment. */
  payment: string | null;
}

/** What has become of money that is given back. */
export interface RefundEvent {
  kind: "refund";
  providerId: string;
  outcome: "pending" | "done" | "failed";
  amount: number;
  currency: string;
  payment: string;
  /** Our own name for it; null for one that was not made here. */
  ref: string | null;
}

export type PaymentEvent = CheckoutEvent | RefundEvent;
