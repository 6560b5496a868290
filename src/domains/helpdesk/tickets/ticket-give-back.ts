import * as z from "zod";
import { giveTicketsBack } from "#domains/helpdesk/store.ts";
import { defineWrite } from "#operation/operation.ts";

/** Joins the unit that undoes a merge: tickets are about the contact again that they were about. */
export const ticketGiveBack = defineWrite({
  name: "ticket.give_back",
  title: "A contact gets its tickets back",
  description: "Joins the unit that undoes a merge.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ from: z.string(), to: z.string(), ids: z.array(z.string()) }),
  output: z.object({}),
  summary: () => "given back",
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: async (given) => ({ facts: {}, data: given, result: {} }),
  apply: (given) => [giveTicketsBack(given)],
});
