import { Buffer } from "node:buffer";
import type { Stripe as StripeClient } from "stripe";
import * as z from "zod";
import { PaymentFailure, type PaymentProvider } from "#domains/money/payments/provider.ts";
import { DeskError } from "#src/errors.ts";
import { amountAtStripe } from "./currencies.ts";
import { parseEvent, readRefund, readRefunds, readSession } from "./events.ts";
import { checkSignature } from "./signature.ts";

export interface StripeOptions {
  secretKey: string | undefined;
  webhookSecrets: readonly string[];
  baseUrl: string;
  /** Milliseconds for one try. */
  timeout?: number | undefined;
}

/** Tries after the first of what its idempotency key makes safe to repeat. */
const retries = 2;
const patience = 30_000;

const named = z.looseObject({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(120),
  livemode: z.boolean().optional(),
});

type Client = InstanceType<typeof StripeClient>;

/** Stripe Checkout: the customer pays on Stripe's own page. The client is loaded when it is first needed. */
export function createStripe(options: StripeOptions): PaymentProvider {
  const { secretKey, webhookSecrets, baseUrl } = options;
  const isLive = /^[rs]k_live_/.test(secretKey ?? "");
  const mode = isLive ? "live" : "test";
  let opened: Promise<Client> | undefined;

  return {
    name: "stripe",
    title: "Stripe",
    isTest: !isLive,
    owns: (providerId) => !/^cs_(?:test|live)_/.test(providerId) || providerId.startsWith(`cs_${mode}_`),
    async open({ ref, invoiceId, title, amount, currency, email, returnTo, expiresAt }) {
      const metadata = { invoice: invoiceId, checkout: ref };
      const session = await asked((stripe) =>
        stripe.checkout.sessions.create(
          {
            mode: "payment",
            line_items: [
              {
                quantity: 1,
                price_data: {
                  currency: currency.toLowerCase(),
                  unit_amount: amountAtStripe(amount, currency),
                  product_data: { name: title },
                },
              },
            ],
            client_reference_id: ref,
            metadata,
            payment_intent_data: { metadata, description: title },
            ...(email === null ? {} : { customer_email: email }),
            success_url: `${returnTo}?paid=1`,
            cancel_url: returnTo,
            expires_at: Math.floor(expiresAt / 1000),
          },
          { idempotencyKey: ref },
        ),
      );
      if (!session.url) throw new PaymentFailure("refused");
      return { providerId: session.id, url: session.url };
    },
    async close(providerId) {
      try {
        const closed = await asked((stripe) => stripe.checkout.sessions.expire(providerId));
        const event = readSession(closed);
        if (event) return event;
      } catch (failure) {
        // It is not open any more: what it is instead is asked for.
        if (!(failure instanceof PaymentFailure) || failure.reason !== "refused") throw failure;
      }
      const event = readSession(await retrieved(providerId));
      if (event) return event;
      throw new PaymentFailure("refused");
    },
    read: async (providerId) => readSession(await retrieved(providerId)),
    async refund({ ref, payment, amount, currency }) {
      const made = await asked((stripe) =>
        stripe.refunds.create(
          { payment_intent: payment, amount: amountAtStripe(amount, currency), metadata: { refund: ref } },
          { idempotencyKey: ref },
        ),
      );
      return ours(readRefund(made));
    },
    async findRefund({ ref, payment }) {
      const all = await asked((stripe) => stripe.refunds.list({ payment_intent: payment, limit: 100 }));
      return readRefunds(all).find((each) => each.ref === ref);
    },
    readRefund: async (providerId) =>
      ours(readRefund(await asked((stripe) => stripe.refunds.retrieve(providerId)))),
    verify(request) {
      checkSignature(request, webhookSecrets);
      const read = named.safeParse(jsonIn(Buffer.from(request.body).toString("utf8")));
      if (!read.success) throw new DeskError("VALIDATION_ERROR", "The event does not say what it is.");
      const { id, type, livemode } = read.data;
      if (secretKey !== undefined && livemode !== undefined && livemode !== isLive)
        throw new DeskError(
          "VALIDATION_ERROR",
          "A test event came to a live account, or a live one to a test.",
          {
            next: "Let the endpoint, its secret and STRIPE_SECRET_KEY all be live, or all be test.",
          },
        );
      return { eventId: id, type };
    },
    parse: parseEvent,
  };

  async function retrieved(providerId: string) {
    return await asked((stripe) =>
      stripe.checkout.sessions.retrieve(providerId, { expand: ["payment_intent"] }),
    );
  }

  async function asked<Answer>(ask: (stripe: Client) => Promise<Answer>): Promise<Answer> {
    opened ??= openClient();
    const stripe = await opened;
    try {
      return await ask(stripe);
    } catch (failure) {
      throw failureOf(failure);
    }
  }

  async function openClient(): Promise<Client> {
    const { Stripe } = await import("stripe");
    const { protocol, hostname, port } = new URL(baseUrl);
    const isPlain = protocol === "http:";
    return new Stripe(secretKey ?? "none", {
      ...{ host: hostname, port: port === "" ? (isPlain ? 80 : 443) : Number(port) },
      protocol: isPlain ? "http" : "https",
      ...{ timeout: options.timeout ?? patience, maxNetworkRetries: retries, telemetry: false },
    });
  }
}

function ours<Event>(event: Event | undefined): Event {
  if (event) return event;
  throw new PaymentFailure("refused");
}

/** Stripe's own words stay outside: what is kept is what to do about it. */
function failureOf(failure: unknown): unknown {
  if (!(failure instanceof Error) || !("statusCode" in failure || "requestId" in failure)) return failure;
  const { statusCode } = failure as Error & { statusCode?: number };
  if (statusCode === 401 || statusCode === 403) return new PaymentFailure("key_refused");
  if (statusCode === 404) return new PaymentFailure("not_there");
  if (statusCode !== undefined && statusCode < 500 && statusCode !== 409 && statusCode !== 429)
    return new PaymentFailure("refused");
  return new PaymentFailure("unreachable", true);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
