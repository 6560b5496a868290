import type { PaymentProvider, PaymentProviders } from "#domains/money/payments/provider.ts";
import {
  createSandboxPayments,
  type SandboxCheckouts,
  sandboxPayments,
} from "#domains/money/sandbox/sandbox.ts";
import { createStripe } from "#domains/money/stripe/stripe.ts";
import type { Arrival } from "#webhooks/inbox.ts";
import type { Keys } from "./keys.ts";

/** Who takes payments for the business, as the keys are now. */
export interface Payments {
  readonly own: PaymentProviders;
  /** The customer's side of the sandbox. */
  readonly sandbox: SandboxCheckouts;
  /** Who takes payments now, in a sentence for the owner. */
  readonly inWords: string;
  /** Makes the providers anew: the keys have changed. */
  renew(): void;
}

export interface PaymentsParts {
  keys: Keys;
  stripeBaseUrl: string;
  publicUrl: string;
  /** Milliseconds for one try at a provider. */
  timeout: number | undefined;
  /** Takes an event of the sandbox's as it takes a provider's. */
  deliver(arrival: Arrival): Promise<boolean>;
}

export function createPayments({
  keys,
  stripeBaseUrl,
  publicUrl,
  timeout,
  deliver,
}: PaymentsParts): Payments {
  const sandbox = createSandboxPayments({
    publicUrl,
    isCurrent: () => keys.paymentProvider === sandboxPayments,
    async deliver(eventId, event) {
      await deliver({ source: sandboxPayments, eventId, type: event.kind, raw: JSON.stringify(event) });
    },
  });
  let all = made();
  return {
    own: {
      get all() {
        return all;
      },
      get current() {
        return all.find(({ name }) => name === keys.paymentProvider);
      },
      get: (name) => all.find((provider) => provider.name === name),
    },
    sandbox,
    get inWords() {
      return paysBy(all.find(({ name }) => name === keys.paymentProvider));
    },
    renew() {
      all = made();
    },
  };

  /** The sandbox is always there for what was begun on it; whether it takes new payments is another question. */
  function made(): PaymentProvider[] {
    const { secretKey, webhookSecrets } = keys.stripe;
    const stripe =
      secretKey === undefined && webhookSecrets.length === 0
        ? []
        : [createStripe({ secretKey, webhookSecrets, baseUrl: stripeBaseUrl, timeout })];
    return [...stripe, sandbox];
  }
}

/** Who takes payments, in a sentence for the owner. */
function paysBy(provider: PaymentProvider | undefined): string {
  if (!provider) return "Nothing can be paid online yet.";
  if (provider.name !== "stripe") return "The desk is being tried out: paying is only played.";
  return provider.isTest
    ? "Stripe takes payments, with a test key: no real money moves."
    : "Stripe takes payments.";
}
