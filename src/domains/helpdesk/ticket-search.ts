import * as z from "zod";
import { defineRead } from "#catalog/operation.ts";
import { listTickets, ticketByNumber } from "./store.ts";
import { numberIn } from "./ticket-number.ts";
import { ticketView, viewTicket } from "./view.ts";

/** Tickets by their words or number, for operations that look through everything. */
export const ticketSearch = defineRead({
  name: "ticket.search",
  title: "Tickets with these words",
  description: "For other operations: tickets by words in them or by their number, the newest first.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ query: z.string(), limit: z.int().min(1).max(50) }),
  output: z.object({ tickets: z.array(ticketView) }),
  summary: ({ tickets }) => String(tickets.length),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ query, limit }, ctx) {
    const number = numberIn(query);
    const named = number === undefined ? undefined : await ticketByNumber(ctx.db, number);
    const rows = named ? [named] : await listTickets(ctx.db, { words: query, limit });
    return { tickets: rows.map((row) => viewTicket(row, ctx)) };
  },
});
