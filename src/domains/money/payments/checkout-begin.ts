import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { moneyToken, payLink } from "#domains/money/amounts/money-link.ts";
import { nextPart, owedOf, spokenInvoice } from "#domains/money/invoices/invoice.ts";
import { invoiceById } from "#domains/money/invoices/invoice-store.ts";
import { customerBy } from "#operation/customer.ts";
import {
  defineWrite,
  type EffectContext,
  type OperationContext,
  type Settlement,
} from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import {
  type CheckoutRow,
  checkoutById,
  insertCheckout,
  leaveCheckout,
  liveCheckouts,
  moveCheckout,
  openCheckout,
} from "./checkout-store.ts";
import { payable } from "./payable.ts";
import { PaymentFailure, type PaymentProvider, paymentProviders } from "./provider.ts";

/** A page lives as long as providers let it, less some minutes for clocks that differ; in milliseconds. */
const life = 23 * 3_600_000;
/** A page that closes sooner is not handed out any more. */
const enough = 10 * 60_000;

/**
 * Opens the one page on which an invoice, or its next part, can be paid; the page that is open already where it asks for
 * the same. Every earlier page is closed before a new one is opened. @throws NOT_FOUND, CONFLICT, NOT_CONFIGURED
 */
export const checkoutBegin = defineWrite({
  name: "checkout.begin",
  title: "A customer goes to pay",
  description: "Run for whoever has the link to an invoice.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify"],
  input: z.strictObject({ token: moneyToken, what: z.enum(["next", "everything"]).default("next") }),
  output: z.object({ url: z.string().nullable(), state: z.string() }),
  summary: ({ state }) => state,
  hints: { destructive: false, idempotent: true, openWorld: true },
  isNewEachTime: true,
  async plan({ token, what }, ctx) {
    const row = await payable(token, ctx);
    const provider = ctx.service(paymentProviders).current;
    if (!provider || !row.paysOnline)
      throw new DeskError("NOT_CONFIGURED", "Nothing can be paid online here.", {
        next: "Pay as the invoice says, or call the business.",
      });
    const part = nextPart(row);
    const amount = what === "everything" ? owedOf(row) : (part?.amount ?? 0);
    const live = await liveCheckouts(ctx.db, row.id);
    const same = live.find((each) => isGood(each, amount, provider, ctx.now));
    if (same) return { facts: {}, data: [] as Statement[], result: { id: same.id } };
    const id = ctx.newId("chk");
    return {
      facts: {},
      data: [
        ...live.map((each) => leaveCheckout(each.id, ctx.now)),
        ...insertCheckout({
          ...{ id, invoiceId: row.id, state: "creating", amount, currency: row.currency },
          ...{ settledBefore: row.paid + row.credited, provider: provider.name, expiresAt: ctx.now + life },
          ...{ createdAt: ctx.now, updatedAt: ctx.now },
        }),
      ],
      result: { id },
      effects: [{ ref: id, lane: row.id }],
    };
  },
  apply: (statements) => statements,
  async answer({ id }: { id: string }, ctx: OperationContext) {
    const row = await checkoutById(ctx.db, id);
    return { url: row?.state === "open" ? row.url : null, state: row?.state ?? "closed" };
  },
  effect: {
    run: async (id, ctx) => {
      await ctx.begin();
      return await open(id, ctx);
    },
    lost: () => [],
    // Asked again under the same name, a provider opens nothing new.
    lookUp: open,
    gaveUp: (id, now) => [moveCheckout(id, "failed", ["creating", "closing"], now)],
  },
});

function isGood(
  { state, amount, provider, providerId, expiresAt }: CheckoutRow,
  wanted: number,
  { name, owns }: PaymentProvider,
  now: number,
): boolean {
  const isLive = state === "open" || state === "creating";
  const isThere = provider === name && (providerId === null || owns(providerId));
  return isLive && isThere && amount === wanted && expiresAt > now + enough;
}

async function open(id: string, ctx: EffectContext): Promise<Settlement> {
  const row = await checkoutById(ctx.db, id);
  const invoice = row && (await invoiceById(ctx.db, row.invoiceId));
  const provider = row && ctx.service(paymentProviders).get(row.provider);
  const failed = {
    state: "failed" as const,
    unit: [moveCheckout(id, "failed", ["creating", "closing"], ctx.now)],
  };
  if (!row || !invoice || !provider) return failed;
  try {
    if (!(await closeEarlier(row, provider, ctx))) return failed;
    if (row.state !== "creating") return failed;
    const customer = await customerBy(invoice.contactId, {
      use: (name, input) => ctx.read(name, input),
    });
    const opened = await provider.open({
      ...{ ref: id, invoiceId: invoice.id, amount: row.amount, currency: row.currency },
      title: spokenInvoice(invoice) ?? invoice.id,
      email: customer?.email ?? null,
      returnTo: payLink(invoice.token, ctx),
      expiresAt: row.expiresAt,
    });
    return { state: "done", unit: [openCheckout(id, opened, ctx.now)] };
  } catch (failure) {
    if (!(failure instanceof PaymentFailure)) throw failure;
    return failure.isUncertain ? { state: "unknown", unit: [] } : failed;
  }
}

/** False where on one of them has been paid meanwhile: then there is nothing to open before that is known. */
async function closeEarlier(
  row: CheckoutRow,
  provider: PaymentProvider,
  ctx: EffectContext,
): Promise<boolean> {
  const earlier = (await liveCheckouts(ctx.db, row.invoiceId)).filter(({ id }) => id !== row.id);
  for (const { providerId, provider: name } of earlier) {
    if (providerId === null || name !== provider.name) continue;
    try {
      const { outcome } = await provider.close(providerId);
      if (outcome !== "expired" && outcome !== "failed") return false;
    } catch (failure) {
      // A page of another account's: nobody can pay on it here.
      if (!(failure instanceof PaymentFailure) || failure.reason !== "not_there") throw failure;
    }
  }
  return true;
}
