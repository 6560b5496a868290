import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { eraseOwned } from "./following-store.ts";

/** Joins the unit that erases somebody: times stay as times, without a word of or about them. */
export const appointmentErase = defineWrite({
  name: "appointment.erase",
  title: "Erase somebody from the office",
  description: "Joins the unit of erasing somebody.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ contactId: z.string(), ticketIds: z.array(z.string()) }),
  output: z.object({}),
  summary: () => "erased",
  hints: { destructive: true, idempotent: true, openWorld: false },
  plan: async (given, ctx) => ({ facts: {}, data: { ...given, now: ctx.now }, result: {} }),
  apply: ({ contactId, ticketIds, now }) => eraseOwned(contactId, ticketIds, now),
});
