import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { holdersAmong } from "./following-store.ts";

/** Which of some contacts have any paper, for operations that take contacts back. */
export const moneyOfContacts = defineRead({
  name: "money.of_contacts",
  title: "Which contacts have papers",
  description: "For other operations: those of some contacts with an invoice, a quote, or a lead.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ ids: z.array(z.string()) }),
  output: z.object({ ids: z.array(z.string()) }),
  summary: ({ ids }) => `${ids.length} contacts`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ ids }, ctx) => ({ ids: await holdersAmong(ctx.db, ids) }),
});
