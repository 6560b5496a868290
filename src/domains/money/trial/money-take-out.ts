import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { removePapers } from "./trial-store.ts";

/** Joins the unit that takes a made-up business away: every paper of its customers goes. */
export const moneyTakeOut = defineWrite({
  name: "money.take_out",
  title: "Take papers out",
  description: "Joins the unit that takes a made-up business away.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ contactIds: z.array(z.string()) }),
  output: z.object({}),
  summary: () => "taken out",
  hints: { destructive: true, idempotent: true, openWorld: false },
  plan: async ({ contactIds }) => ({ facts: {}, data: removePapers(contactIds), result: {} }),
  apply: (statements) => statements,
});
