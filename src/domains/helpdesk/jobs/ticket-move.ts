import * as z from "zod";
import { ticketStatuses } from "#db/schema/helpdesk.ts";
import { ticketById } from "#domains/helpdesk/store.ts";
import { planChange } from "#domains/helpdesk/tickets/changing.ts";
import { isOwed } from "#domains/helpdesk/tickets/status.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** Moves the ticket of an appointment on, in the unit that moves the appointment. */
export const ticketMove = defineWrite({
  name: "ticket.move",
  title: "Move an appointment's ticket on",
  description: "Joins the unit of whatever becomes of an appointment.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ id: z.string(), status: z.enum(ticketStatuses) }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => id,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ id, status }, ctx) {
    const row = await ticketById(ctx.db, id);
    if (!row) throw new DeskError("NOT_FOUND", "There is no such ticket.");
    const change = { status, closedAt: isOwed(status) ? null : (row.closedAt ?? ctx.now) };
    return planChange(row, change, { kind: "status", before: row.status, after: status }, ctx);
  },
  apply: (statements) => statements,
});
