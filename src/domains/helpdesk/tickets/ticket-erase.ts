import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { eraseTickets, everyTicketOf } from "./person-store.ts";

/** Joins the unit that erases somebody: their tickets stay as numbers and states, without a word of or about them. */
export const ticketErase = defineWrite({
  name: "ticket.erase",
  title: "Erase somebody from their tickets",
  description: "Joins the unit of erasing somebody.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phones: z.array(z.string()), contactId: z.string() }),
  output: z.object({ ids: z.array(z.string()) }),
  summary: () => "erased",
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ phones, contactId }, ctx) {
    const ids = (await everyTicketOf(ctx.db, phones, contactId)).map(({ id }) => id);
    return { facts: {}, data: { ids, now: ctx.now }, result: { ids } };
  },
  apply: ({ ids, now }) => eraseTickets(ids, now),
});
