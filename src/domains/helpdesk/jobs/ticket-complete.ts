import * as z from "zod";
import { changed, changedTicket } from "#domains/helpdesk/tickets/changing.ts";
import { ticketName } from "#domains/helpdesk/tickets/find.ts";
import { defineWrite } from "#operation/operation.ts";
import { planStatus } from "./moving-on.ts";

/** @throws NOT_FOUND; CONFLICT for a ticket that is over */
export const ticketComplete = defineWrite({
  name: "ticket.complete",
  title: "Complete a ticket",
  description:
    "Says that the work of a ticket is done. Its appointment is done with it, and its line items can be billed.",
  scopes: ["office:write", "helpdesk:write"],
  uses: ["appointment.follow"],
  input: z.strictObject({ id: ticketName }),
  output: changedTicket,
  example: { id: "TKT-1000" },
  summary: ({ ticket }) => `Done: ${ticket.ticketId}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: ({ id }, ctx) => planStatus(id, "completed", ctx),
  apply: (statements) => statements,
  answer: changed,
});
