import * as z from "zod";
import { changed, changedTicket } from "#domains/helpdesk/tickets/changing.ts";
import { ticketName } from "#domains/helpdesk/tickets/find.ts";
import { defineWrite } from "#operation/operation.ts";
import { planStatus } from "./moving-on.ts";

/** @throws NOT_FOUND; CONFLICT for a ticket that is over */
export const ticketStart = defineWrite({
  name: "ticket.start",
  title: "Start a ticket's work",
  description:
    "Says that the work of a ticket has begun: it is in progress, and its appointment keeps its time.",
  scopes: ["office:write", "helpdesk:write"],
  uses: ["appointment.follow"],
  input: z.strictObject({ id: ticketName }),
  output: changedTicket,
  example: { id: "TKT-1000" },
  summary: ({ ticket }) => `Started: ${ticket.ticketId}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: ({ id }, ctx) => planStatus(id, "in_progress", ctx),
  apply: (statements) => statements,
  answer: changed,
});
