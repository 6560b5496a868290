import type { ticketStatuses } from "#db/schema/helpdesk.ts";

export type TicketStatus = (typeof ticketStatuses)[number];

/** Where a ticket can go from where it is. What is over can be opened again. */
const moves: Record<TicketStatus, readonly TicketStatus[]> = {
  open: ["scheduled", "in_progress", "completed", "cancelled", "closed"],
  scheduled: ["open", "in_progress", "completed", "cancelled", "closed"],
  in_progress: ["open", "scheduled", "completed", "cancelled", "closed"],
  completed: ["open", "closed"],
  cancelled: ["open", "closed"],
  closed: ["open"],
};

export function movesFrom(status: TicketStatus): TicketStatus[] {
  return [...moves[status]];
}

/** Statuses in which work is still owed, and a ticket still takes notes from handoffs. */
export const owed = ["open", "scheduled", "in_progress"] as const satisfies readonly TicketStatus[];

export function isOwed(status: TicketStatus): boolean {
  return (owed as readonly TicketStatus[]).includes(status);
}
