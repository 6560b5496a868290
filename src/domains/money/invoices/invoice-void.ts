import * as z from "zod";
import { afterReading } from "#domains/money/amounts/asks-for-money.ts";
import { paymentsOf } from "#domains/money/payments/payment-store.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import type { PermissionRule } from "#operation/permission.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { changedInvoice } from "./changed-invoice.ts";
import { requireInvoice, spokenInvoice } from "./invoice.ts";
import { changeInvoice } from "./invoice-store.ts";
import { invoiceView } from "./invoice-view.ts";

const permission: PermissionRule<unknown> = {
  rule: "Voiding an invoice needs a reason; one that was paid, wholly or in part, requires a person, and what was paid is given back first. After a customer’s words were read it needs a person too.",
  levels: ["soft_limit", "requires_authorization"],
  levelOf: (asked) =>
    Number(asked.facts["held"]) > 0
      ? {
          level: "requires_authorization",
          reason: "Something of this invoice was paid: it is given back, then the invoice is void.",
          causes: ["rule"],
        }
      : afterReading(asked, "An invoice is made void."),
};

/**
 * Makes an invoice void. Its payment pages are closed and what was paid is given back first: until then it is `voiding`,
 * and a payment that comes meanwhile keeps it alive. @throws NOT_FOUND, CONFLICT
 */
export const invoiceVoid = defineWrite({
  name: "invoice.void",
  title: "Void an invoice",
  description:
    "Makes an invoice void: nobody owes it any more. A paid one is refunded first and waits for a person. One with a bank payment on its way cannot be made void before that has come or failed.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.numbers", "checkout.close", "payment.refund"],
  input: z.strictObject({
    invoice: z.string().min(1).max(60).describe("inv_… or INV-1000."),
    reason: z.string().trim().min(1).max(300),
  }),
  output: z.object({ invoice: invoiceView }),
  example: { invoice: "INV-1000", reason: "Billed twice" },
  summary: ({ invoice }) => `${invoice.number ?? "The draft"} is ${invoice.status}.`,
  hints: { destructive: true, idempotent: true, openWorld: true },
  permission,
  async plan({ invoice, reason }, ctx) {
    const row = await requireInvoice(invoice, ctx);
    const result = { id: row.id };
    if (row.state === "void" || row.state === "voiding")
      return { facts: { invoice: row.id, held: 0 }, data: [], result };
    if (row.processing > 0)
      throw new DeskError("CONFLICT", "A payment of it is on its way.", {
        next: "Wait until it has come or failed; a bank debit takes some days.",
      });
    const payments = await paymentsOf(ctx.db, [row.id]);
    const here = payments.filter(({ state, amount, refunded }) => state === "received" && amount > refunded);
    const held = here.filter(({ amount, refunded, refunding }) => amount > refunded + refunding);
    for (const payment of held) await ctx.use("payment.refund", { payment_id: payment.id, reason });
    const { closing } = await ctx.use<{ closing: number }>("checkout.close", { invoiceId: row.id });
    const isComing = here.some(({ provider, refunding }) => provider !== null || refunding > 0);
    const isWaiting = closing > 0 || isComing;
    const customer = await customerBy(row.contactId, ctx);
    const sum = here.reduce((all, { amount, refunded }) => all + amount - refunded, 0);
    return {
      facts: { invoice: row.id, held: sum, currency: row.currency, reason },
      card: async () => [
        { label: "Void", value: spokenInvoice(row) ?? "a draft" },
        { label: "Of", value: customer?.name ?? "a customer without a name" },
        { label: "Over", value: writtenMoney(row.total, row.currency) },
        {
          label: "Given back first",
          value: sum === 0 ? "nothing was paid" : writtenMoney(sum, row.currency),
        },
        { label: "Why", quote: reason },
      ],
      data: changeInvoice(
        row,
        isWaiting
          ? { state: "voiding", voidReason: reason }
          : { state: "void", voidedAt: ctx.now, voidReason: reason },
        ctx.now,
      ),
      result,
      events: [{ type: "invoice.changed", subject: row.id }],
    };
  },
  apply: (statements) => statements,
  answer: changedInvoice,
});
