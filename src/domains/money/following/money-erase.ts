import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { erasePapers, openInvoicesOf } from "./following-store.ts";

/** Joins the unit that erases somebody: numbers and amounts of what was sent stay, without a name or a word. */
export const moneyErase = defineWrite({
  name: "money.erase",
  title: "Erase somebody from the papers",
  description: "Joins the unit of erasing somebody.",
  scopes: [],
  exposure: "system",
  uses: ["checkout.close"],
  input: z.strictObject({
    contactId: z.string(),
    phones: z.array(z.string()),
    email: z.string().nullable(),
  }),
  output: z.object({}),
  summary: () => "erased",
  hints: { destructive: true, idempotent: true, openWorld: true },
  async plan(given, ctx) {
    const open = given.contactId === "" ? [] : await openInvoicesOf(ctx.db, given.contactId);
    for (const invoiceId of open) await ctx.use("checkout.close", { invoiceId });
    return { facts: {}, data: { ...given, now: ctx.now }, result: {} };
  },
  apply: ({ contactId, now, ...who }) => erasePapers(contactId, who, now),
});
