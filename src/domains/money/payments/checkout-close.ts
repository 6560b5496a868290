import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { finishVoid } from "#domains/money/invoices/invoice-store.ts";
import { defineWrite, type EffectContext, type Settlement } from "#operation/operation.ts";
import { checkoutById, leaveCheckout, liveCheckouts, moveCheckout } from "./checkout-store.ts";
import { PaymentFailure, paymentProviders } from "./provider.ts";

/**
 * Joins the unit of whatever leaves nothing to pay on an invoice's pages: nobody is sent there any more, and they are
 * closed at the provider right after. What somebody has paid there by then is found by the rounds.
 */
export const checkoutClose = defineWrite({
  name: "checkout.close",
  title: "Close an invoice's payment pages",
  description: "Joins the unit of whatever pays, credits or voids an invoice.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ invoiceId: z.string(), except: z.string().optional() }),
  output: z.object({ closing: z.int() }),
  summary: ({ closing }) => `${closing} closing`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ invoiceId, except }, ctx) {
    const live = (await liveCheckouts(ctx.db, invoiceId)).filter(({ id }) => id !== except);
    return {
      facts: {},
      data: live.map(({ id }): Statement => leaveCheckout(id, ctx.now)),
      result: { closing: live.length },
      effects: live.map(({ id }) => ({ ref: id, lane: invoiceId })),
    };
  },
  apply: (statements) => statements,
  effect: {
    run: async (id, ctx) => {
      await ctx.begin();
      return await close(id, ctx);
    },
    lost: () => [],
    lookUp: close,
  },
});

async function close(id: string, ctx: EffectContext): Promise<Settlement> {
  const row = await checkoutById(ctx.db, id);
  const provider = row && ctx.service(paymentProviders).get(row.provider);
  if (!row || !provider) return { state: "failed", unit: [] };
  const closed = (): Settlement => ({
    state: "done",
    unit: [
      moveCheckout(id, "closed", ["creating", "open", "closing"], ctx.now),
      finishVoid(row.invoiceId, ctx.now),
    ],
    events: [{ type: "invoice.changed", subject: row.invoiceId }],
  });
  if (row.providerId === null) return closed();
  try {
    const { outcome } = await provider.close(row.providerId);
    // Somebody was quicker: their payment is heard of, or found by the rounds.
    return outcome === "expired" || outcome === "failed" ? closed() : { state: "done", unit: [] };
  } catch (failure) {
    if (!(failure instanceof PaymentFailure)) throw failure;
    if (failure.reason === "not_there") return closed();
    return { state: failure.isUncertain ? "unknown" : "failed", unit: [] };
  }
}
