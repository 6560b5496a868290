import * as z from "zod";
import { ticketStatuses } from "#db/schema/helpdesk.ts";
import { planStatus } from "#domains/helpdesk/jobs/moving-on.ts";
import { defineWrite } from "#operation/operation.ts";
import { changed, changedTicket } from "./changing.ts";
import { ticketName } from "./find.ts";

/** Moves a ticket on. @throws NOT_FOUND; CONFLICT for a move there is not, with those there are */
export const ticketSetStatus = defineWrite({
  name: "ticket.set_status",
  title: "Move a ticket on",
  description:
    "Moves a ticket to another status. From open, scheduled and in_progress it can go anywhere; what is completed, cancelled or closed can be opened again. An appointment follows its ticket; cancelling one that is still to come asks for reasoning.",
  scopes: ["helpdesk:write"],
  uses: ["appointment.follow", "appointment.call_off"],
  input: z.strictObject({ ticketId: ticketName, status: z.enum(ticketStatuses) }),
  output: changedTicket,
  example: { ticketId: "TKT-1000", status: "in_progress" },
  summary: ({ ticket }) => `${ticket.ticketId} is ${ticket.status}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: ({ ticketId, status }, ctx) => planStatus(ticketId, status, ctx),
  apply: (statements) => statements,
  answer: changed,
});
