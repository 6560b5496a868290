import * as z from "zod";
import { giveTickets, ticketIdsOf } from "#domains/helpdesk/store.ts";
import { defineWrite } from "#operation/operation.ts";

/** Joins the unit in which a contact goes: its tickets go to the one that stays, or stay under their number alone. */
export const ticketFollowContact = defineWrite({
  name: "ticket.follow_contact",
  title: "A contact goes from its tickets",
  description: "Joins the unit of whatever takes a contact away; says how many tickets are about it.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ from: z.string(), into: z.string().nullable() }),
  output: z.object({ tickets: z.int(), ids: z.array(z.string()) }),
  summary: ({ tickets }) => String(tickets),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ from, into }, ctx) {
    const ids = await ticketIdsOf(ctx.db, from);
    const tickets = ids.length;
    return { facts: {}, data: { from, into, tickets }, result: { tickets, ids } };
  },
  apply: (data) => giveTickets(data),
});
