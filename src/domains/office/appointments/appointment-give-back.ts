import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { giveBack } from "./following-store.ts";

/** Joins the unit that undoes a merge: what the office had of a contact is its own again. */
export const appointmentGiveBack = defineWrite({
  name: "appointment.give_back",
  title: "A contact gets its appointments back",
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
  apply: ({ from, to, owned }) => giveBack(from, to, owned),
});
