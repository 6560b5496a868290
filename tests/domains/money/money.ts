import { customer } from "#faces/web/shell/customer-door.ts";
import { runOperation } from "#src/cli/command.ts";
import { type Office, openOffice } from "#tests/domains/office/office.ts";
import { type FakeStripe, startFakeStripe } from "#tests/fakes/stripe.ts";
import { decider } from "#tests/support/deciding.ts";
import type { TestDeskOptions } from "#tests/support/desk.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
type Body = any;

/** An office that sends invoices and takes payments, by Stripe or by the sandbox. */
export interface Till extends Office {
  stripe: FakeStripe;
  /** An invoice that was sent; its number, id and token. */
  invoiced(
    amount: number,
    more?: Record<string, unknown>,
  ): Promise<{ id: string; number: string; token: string }>;
  /** What an invoice is now. */
  invoice(id: string): Promise<Body>;
  /** As whoever has a link. */
  asCustomer(name: string, input: object): Promise<Body>;
  /** As the owner at the machine. */
  asOwner(name: string, input: object): Promise<Body>;
  /** A customer opens the payment page; the provider's id of it. */
  begin(token: string, what?: "next" | "everything"): Promise<string>;
  /** Stripe tells of something. */
  tell(type: string, object: object, id?: string): Promise<Response>;
  /** A request that waits is decided by the owner. */
  decide(queueId: string, decision?: string): Promise<string>;
  settings(values: Record<string, unknown>): Promise<void>;
}

export const because = { reasoning: "As was agreed" };

export async function openTill(
  options: { payments?: "stripe" | "sandbox"; settings?: Record<string, unknown> } & TestDeskOptions = {},
): Promise<Till> {
  const { payments = "stripe", settings = {}, ...rest } = options;
  const stripe = startFakeStripe();
  const env = {
    ...(payments === "stripe"
      ? {
          STRIPE_SECRET_KEY: stripe.key,
          STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
          STRIPE_BASE_URL: stripe.url,
        }
      : {}),
    ...rest.env,
  };
  const office = await openOffice({ settings: { "limits.burst_minutes": 1, ...settings } }, { ...rest, env });
  const { t } = office;
  let decide: Till["decide"] | undefined;
  let customers = 0;

  const till: Till = {
    ...office,
    stripe,
    async invoiced(amount, more = {}) {
      // So many in a minute would wait for a person.
      t.clock.advance(61_000);
      const id = await office.customer(`Customer ${++customers}`);
      const { invoice } = await office.ask("invoice_create", {
        ...{ customer_identifier: id, lines: [{ description: "Windows", price_minor: amount }] },
        ...more,
      });
      const sent = await office.ask("send_invoice", { invoice_id: invoice.id, ...because });
      await t.settle();
      return { id: invoice.id, number: sent.invoice_number, token: sent.payment_link.split("/").at(-1) };
    },
    async invoice(id) {
      await t.settle();
      const { items } = await office.ask("crm_query", { type: "invoices", id });
      return items[0];
    },
    async asCustomer(name, input) {
      const call = { requestId: "test", wait: 5000 };
      const outcome = await t.desk.gate.execute(t.desk.operation(name), input, customer, call);
      if (outcome.kind === "refused") throw outcome.error;
      if (outcome.kind !== "done") throw new Error(`${name} waits`);
      return outcome.output;
    },
    asOwner: (name, input) => runOperation(t.desk, name, input),
    async begin(token, what = "next") {
      const { url } = await till.asCustomer("checkout.begin", { token, what });
      if (!url) throw new Error("no page was opened");
      return url.split("/").at(-1);
    },
    async tell(type, object, id) {
      const { body, headers } = stripe.signed(stripe.event(type, object, id), t.clock.now());
      const answer = await t.request("/webhooks/stripe", { method: "POST", body, headers });
      await t.settle();
      return answer as Response;
    },
    async decide(queueId, decision) {
      decide ??= await decider(t);
      const state = await decide(queueId, decision);
      await t.settle();
      return state;
    },
    async settings(values) {
      for (const [name, value] of Object.entries(values)) await t.set(name, value);
    },
    async close() {
      await office.close();
      stripe.stop();
    },
  };
  return till;
}
