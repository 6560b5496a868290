import type { Statement } from "#db/statement.ts";
import { planChange } from "#domains/helpdesk/tickets/changing.ts";
import { requireUnmerged } from "#domains/helpdesk/tickets/find.ts";
import { isOwed, movesFrom, type TicketStatus } from "#domains/helpdesk/tickets/status.ts";
import { spokenNumber } from "#domains/helpdesk/tickets/ticket-number.ts";
import type { OperationContext, Plan } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** What becomes of the appointment that a ticket may be. */
const appointmentTo = {
  open: "booked",
  scheduled: "booked",
  in_progress: "begun",
  completed: "done",
  closed: "done",
} as const satisfies Record<Exclude<TicketStatus, "cancelled">, string>;

/**
 * Moves a ticket on, and the appointment that it may be with it. Asks for `appointment.follow`, to cancel for
 * `appointment.call_off`.
 * @throws DeskError NOT_FOUND; CONFLICT for a move there is not, with those there are
 */
export async function planStatus(
  ticketId: string,
  status: TicketStatus,
  ctx: OperationContext,
): Promise<Plan<Statement[], { id: string }>> {
  const row = await requireUnmerged(ticketId, ctx);
  if (status !== row.status && !movesFrom(row.status).includes(status))
    throw new DeskError(
      "CONFLICT",
      `${spokenNumber(row.number)} is ${row.status} and cannot become ${status}.`,
      { next: `It can become ${movesFrom(row.status).join(", ")}.` },
    );
  if (status !== row.status && status === "cancelled")
    await ctx.use("appointment.call_off", { ticketId: row.id });
  else if (status !== row.status && status !== "cancelled")
    await ctx.use("appointment.follow", { ticketId: row.id, to: appointmentTo[status] });
  const change = { status, closedAt: isOwed(status) ? null : (row.closedAt ?? ctx.now) };
  return planChange(row, change, { kind: "status", before: row.status, after: status }, ctx);
}
