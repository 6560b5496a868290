import * as z from "zod";
import { ticketStatuses } from "#db/schema/helpdesk.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { changed, changedTicket, planChange } from "./changing.ts";
import { requireUnmerged, ticketName } from "./find.ts";
import { isOwed, movesFrom } from "./status.ts";
import { spokenNumber } from "./ticket-number.ts";

/** Moves a ticket on. @throws NOT_FOUND; CONFLICT for a move there is not, with those there are */
export const ticketSetStatus = defineWrite({
  name: "ticket.set_status",
  title: "Move a ticket on",
  description:
    "Moves a ticket to another status. From open, scheduled and in_progress it can go anywhere; what is completed, cancelled or closed can be opened again.",
  scopes: ["helpdesk:write"],
  input: z.strictObject({ ticketId: ticketName, status: z.enum(ticketStatuses) }),
  output: changedTicket,
  example: { ticketId: "TKT-1000", status: "in_progress" },
  summary: ({ ticket }) => `${ticket.ticketId} is ${ticket.status}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ ticketId, status }, ctx) {
    const row = await requireUnmerged(ticketId, ctx);
    if (status !== row.status && !movesFrom(row.status).includes(status))
      throw new DeskError(
        "CONFLICT",
        `${spokenNumber(row.number)} is ${row.status} and cannot become ${status}.`,
        { next: `It can become ${movesFrom(row.status).join(", ")}.` },
      );
    const change = { status, closedAt: isOwed(status) ? null : (row.closedAt ?? ctx.now) };
    return planChange(row, change, { kind: "status", before: row.status, after: status }, ctx);
  },
  apply: (statements) => statements,
  answer: changed,
});
