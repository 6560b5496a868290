import * as z from "zod";
import { ticketsOfCallers } from "#domains/helpdesk/store.ts";
import { defineRead } from "#operation/operation.ts";
import { viewTicket } from "./view.ts";

/** Characters of a description that stand beside what was said. */
const longestShown = 400;

/** The tickets that some numbers have had opened, for operations that show what was exchanged with somebody. */
export const ticketAbout = defineRead({
  name: "ticket.about",
  title: "The tickets of some numbers",
  description: "For other operations: tickets that were opened for callers since a time, the newest first.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phones: z.array(z.string()).max(100), since: z.int() }),
  output: z.object({
    tickets: z.array(
      z.object({
        id: z.string(),
        ticketId: z.string(),
        status: z.string(),
        category: z.string(),
        createdAt: z.int(),
        at: z.string(),
        untrustedDescription: z.string(),
      }),
    ),
  }),
  summary: ({ tickets }) => `${tickets.length} tickets`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ phones, since }, ctx) {
    const rows = await ticketsOfCallers(ctx.db, phones, since);
    return {
      tickets: rows.map((row) => {
        const {
          id,
          ticketId,
          status,
          category,
          createdAt: at,
          untrustedDescription,
        } = viewTicket(row, ctx, longestShown);
        return { id, ticketId, status, category, createdAt: row.createdAt, at, untrustedDescription };
      }),
    };
  },
});
