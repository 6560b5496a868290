import * as z from "zod";
import type { OperationContext } from "#catalog/operation.ts";
import { DeskError } from "#src/errors.ts";
import { type TicketRow, ticketById, ticketByNumber } from "./store.ts";
import { numberIn, spokenNumber } from "./ticket-number.ts";

/** How a ticket is named in arguments. */
export const ticketName = z.string().trim().min(1).max(60).describe("tkt_… or TKT-1000.");

/** @throws DeskError NOT_FOUND */
export async function requireTicket(name: string, ctx: OperationContext): Promise<TicketRow> {
  const number = numberIn(name);
  const row = number === undefined ? await ticketById(ctx.db, name) : await ticketByNumber(ctx.db, number);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such ticket.", { next: "Look with list_tickets." });
}

/** @throws DeskError CONFLICT for a ticket that is merged into another, with where it went */
export async function requireUnmerged(name: string, ctx: OperationContext): Promise<TicketRow> {
  const row = await requireTicket(name, ctx);
  if (row.mergedInto === null) return row;
  const into = await ticketById(ctx.db, row.mergedInto);
  throw new DeskError("CONFLICT", "That ticket was merged into another.", {
    refs: { ticket_id: into ? spokenNumber(into.number) : row.mergedInto },
    next: "Use the ticket it was merged into.",
  });
}
