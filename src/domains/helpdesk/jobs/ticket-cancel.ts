import * as z from "zod";
import { changed, changedTicket } from "#domains/helpdesk/tickets/changing.ts";
import { ticketName } from "#domains/helpdesk/tickets/find.ts";
import { defineWrite } from "#operation/operation.ts";
import { planStatus } from "./moving-on.ts";

/** @throws NOT_FOUND; CONFLICT for a ticket that is over; REASONING_REQUIRED for an appointment without a reason */
export const ticketCancel = defineWrite({
  name: "ticket.cancel",
  title: "Cancel a ticket",
  description:
    "Cancels a ticket, and the appointment that it is: its time is free again and the customer is told. Cancelling an appointment that is still to come needs `reasoning`. To give it another time use handle_reschedule_request.",
  scopes: ["office:write", "helpdesk:write"],
  uses: ["appointment.call_off"],
  input: z.strictObject({ id: ticketName }),
  output: changedTicket,
  example: { id: "TKT-1000" },
  summary: ({ ticket }) => `Cancelled ${ticket.ticketId}.`,
  hints: { destructive: true, idempotent: true, openWorld: true },
  plan: ({ id }, ctx) => planStatus(id, "cancelled", ctx),
  apply: (statements) => statements,
  answer: changed,
});
