import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { givePapersBack } from "./following-store.ts";

/** Joins the unit that undoes a merge: the papers that a contact had are its own again. */
export const moneyGiveBack = defineWrite({
  name: "money.give_back",
  title: "A contact gets its papers back",
  description: "Joins the unit that undoes a merge.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    from: z.string(),
    to: z.string(),
    owned: z.record(z.string(), z.array(z.string())),
  }),
  output: z.object({}),
  summary: () => "given back",
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: async (given) => ({ facts: {}, data: given, result: {} }),
  apply: ({ from, to, owned }) => givePapersBack(from, to, owned),
});
