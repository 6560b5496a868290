import { randomUUID } from "node:crypto";
import type { CheckoutEvent, PaymentEvent, RefundEvent } from "#domains/money/payments/payment-events.ts";
import { type NewCheckout, PaymentFailure, type PaymentProvider } from "#domains/money/payments/provider.ts";
import { DeskError } from "#src/errors.ts";

export const sandboxPayments = "sandbox-payments";

/** What a customer does on the sandbox's page, and what becomes of it at their bank. */
export const sandboxActs = ["pay", "debit", "debit_succeeds", "debit_fails"] as const;
export type SandboxAct = (typeof sandboxActs)[number];

/** The customer's side: a page that looks like a provider's and moves no money. */
export interface SandboxCheckouts {
  /** A page that is open, or has been lately. */
  find(ref: string): SandboxPage | undefined;
  /** False where the page lets nobody do that any more. */
  act(ref: string, act: SandboxAct): Promise<boolean>;
}

export interface SandboxPage extends Pick<NewCheckout, "title" | "amount" | "currency" | "returnTo"> {
  state: "open" | "processing" | "paid" | "failed" | "expired";
}

interface Page extends SandboxPage {
  providerId: string;
  payment: string;
}

export interface SandboxOptions {
  publicUrl: string;
  /** False once somebody else takes the payments: then nobody plays at paying any more. */
  isCurrent(): boolean;
  /** Hands an event to the desk, as a webhook would. */
  deliver(id: string, event: PaymentEvent): Promise<void>;
}

/** Pages that are kept. */
const most = 500;

/** Payments without an account: pages of the desk's own, on which everything can be tried that a provider does. */
export function createSandboxPayments(options: SandboxOptions): PaymentProvider & SandboxCheckouts {
  const pages = new Map<string, Page>();
  const refunds = new Map<string, RefundEvent>();
  const byId = (providerId: string) => pages.get(providerId.replace(/^sbx_/, ""));

  return {
    name: sandboxPayments,
    title: "the sandbox",
    isTest: true,
    owns: () => true,
    async open({ ref, title, amount, currency, returnTo }) {
      if (pages.size >= most) pages.delete(pages.keys().next().value ?? "");
      const providerId = `sbx_${ref}`;
      if (!pages.has(ref))
        pages.set(ref, {
          ...{ title, amount, currency, returnTo, providerId },
          ...{ state: "open", payment: `sbx_pay_${ref}` },
        });
      return { providerId, url: `${options.publicUrl}/sandbox/checkout/${ref}` };
    },
    async close(providerId) {
      const page = byId(providerId);
      if (page?.state === "open") page.state = "expired";
      return page ? (eventOf(page) ?? expired(providerId)) : expired(providerId);
    },
    async read(providerId) {
      const page = byId(providerId);
      return page ? eventOf(page) : expired(providerId);
    },
    async refund({ ref, payment, amount }) {
      const page = [...pages.values()].find((each) => each.payment === payment);
      const known = refunds.get(ref);
      const currency = page?.currency ?? "";
      const event: RefundEvent = known ?? {
        ...{ kind: "refund", providerId: `sbx_${ref}`, outcome: "done" },
        ...{ amount, currency, payment, ref },
      };
      refunds.set(ref, event);
      return event;
    },
    findRefund: async ({ ref }) => refunds.get(ref),
    async readRefund(providerId) {
      const found = refunds.get(providerId.replace(/^sbx_/, ""));
      if (found) return found;
      throw new PaymentFailure("not_there");
    },
    verify() {
      throw new DeskError("AUTH_REQUIRED", "The sandbox is told of nothing from outside.");
    },
    parse: (raw) => ({ known: true, event: JSON.parse(raw) as PaymentEvent }),
    find: (ref) => pages.get(ref),
    async act(ref, act) {
      const page = pages.get(ref);
      if (page?.state === "open" && !options.isCurrent()) page.state = "expired";
      const next = page && after(page.state, act);
      if (!page || !next) return false;
      page.state = next;
      const event = eventOf(page);
      if (event) await options.deliver(`sbx_${randomUUID()}`, event);
      return true;
    },
  };
}

/** What a page is after somebody has done something on it; undefined where it lets them not. */
function after(state: SandboxPage["state"], act: SandboxAct): SandboxPage["state"] | undefined {
  if (state === "open" && act === "pay") return "paid";
  if (state === "open" && act === "debit") return "processing";
  if (state === "processing" && act === "debit_succeeds") return "paid";
  if (state === "processing" && act === "debit_fails") return "failed";
  return undefined;
}

function eventOf({ state, providerId, amount, currency, payment }: Page): CheckoutEvent | undefined {
  if (state === "open") return undefined;
  return { kind: "checkout", providerId, outcome: state, amount, currency, payment };
}

function expired(providerId: string): CheckoutEvent {
  return {
    ...{ kind: "checkout", providerId, outcome: "expired" },
    ...{ amount: null, currency: null, payment: null },
  };
}
