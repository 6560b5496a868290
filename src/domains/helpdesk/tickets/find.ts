import * as z from "zod";
import { type TicketRow, ticketById, ticketByNumber } from "#domains/helpdesk/store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { numberIn, spokenNumber } from "./ticket-number.ts";

/** How a ticket is named in arguments. */
export const ticketName = z.string().trim().min(1).max(60).describe("tkt_… or TKT-1000.");

/** The ticket whose number somebody says: `TKT-1000`, 1000, or digit by digit. */
export async function ticketNamed(name: string, { db }: OperationContext): Promise<TicketRow | undefined> {
  const number = numberIn(name);
  return number === undefined ? undefined : await ticketByNumber(db, number);
}

/** @throws DeskError NOT_FOUND */
export async function requireTicket(name: string, ctx: OperationContext): Promise<TicketRow> {
  const row = (await ticketNamed(name, ctx)) ?? (await ticketById(ctx.db, name));
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such ticket.", {
    next: ctx.principal.face === "web" ? "See: /tickets" : "Look with list_tickets.",
  });
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
