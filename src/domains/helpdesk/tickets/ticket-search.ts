import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { ticketNamed } from "./find.ts";
import { listTickets } from "./list-store.ts";
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
    const named = await ticketNamed(query, ctx);
    const rows = named ? [named] : await listTickets(ctx, { words: query, limit });
    return { tickets: rows.map((row) => viewTicket(row, ctx)) };
  },
});
