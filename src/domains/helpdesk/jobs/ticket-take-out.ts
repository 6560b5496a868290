import * as z from "zod";
import { takeOutTickets } from "#domains/helpdesk/tickets/person-store.ts";
import { defineWrite } from "#operation/operation.ts";

/** Tickets that are taken away as if they had never been, in the unit of whatever takes them back. */
export const ticketTakeOut = defineWrite({
  name: "ticket.take_out",
  title: "Take tickets back out",
  description: "Joins the unit of whatever takes tickets back.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ ids: z.array(z.string()) }),
  output: z.object({}),
  summary: () => "taken out",
  hints: { destructive: true, idempotent: true, openWorld: false },
  plan: async ({ ids }) => ({ facts: {}, data: ids, result: {} }),
  apply: (ids) => takeOutTickets(ids),
});
