import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { countKnown, reconcile } from "./payment-store.ts";

/** Marks what a bookkeeper has found in the bank's statement, or takes the mark off. */
export const paymentReconcile = defineWrite({
  name: "payment.reconcile",
  title: "Mark as reconciled",
  description: "Marks payments and refunds as found in the bank's statement; the books show it.",
  scopes: ["office:write"],
  input: z.strictObject({
    ids: z
      .array(z.string().regex(/^(?:pay|rfd)_/, "pay_… or rfd_…"))
      .min(1)
      .max(500),
    reconciled: z.boolean().default(true),
  }),
  output: z.object({ marked: z.int() }),
  example: { ids: ["pay_01m7z9y4c0fc3k36ha5sw1et20"] },
  summary: ({ marked }) => `${marked} marked.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ ids, reconciled }, ctx) {
    const at = reconciled ? ctx.now : null;
    const own = (prefix: string) => ids.filter((id) => id.startsWith(prefix));
    return {
      facts: { ids },
      data: [reconcile("payments", own("pay_"), at), reconcile("refunds", own("rfd_"), at)],
      result: { marked: await countKnown(ctx.db, ids) },
    };
  },
  apply: (statements) => statements,
});
