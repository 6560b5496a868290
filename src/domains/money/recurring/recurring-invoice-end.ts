import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { changedRecurring, recurringView, requireRecurring } from "./recurring.ts";
import { changeRecurring } from "./recurring-store.ts";

/** Lets an invoice come no more; those that are written stay. @throws NOT_FOUND */
export const recurringInvoiceEnd = defineWrite({
  name: "recurring_invoice.end",
  title: "End a recurring invoice",
  description: "Lets an invoice come no more; those that were written stay as they are. Needs reasoning.",
  scopes: ["office:write"],
  uses: ["contact.identify"],
  input: z.strictObject({ id: z.string().min(1).max(60).describe("rin_…") }),
  output: z.object({ recurring_invoice: recurringView }),
  example: { id: "rin_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ recurring_invoice: each }) => `${each.id} comes no more.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission: {
    rule: "Ending a recurring invoice needs a reason.",
    levels: ["soft_limit"],
    levelOf: () => ({ level: "soft_limit", reason: "A customer is not invoiced any more." }),
  },
  async plan({ id }, ctx) {
    const row = await requireRecurring(id, ctx);
    return {
      facts: { id },
      data: row.endedAt === null ? changeRecurring(row, { endedAt: ctx.now, nextOn: null }) : [],
      result: { id },
    };
  },
  apply: (statements) => statements,
  answer: changedRecurring,
});
