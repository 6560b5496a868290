import * as z from "zod";
import type { EventDraft, OperationContext } from "#catalog/operation.ts";
import type { Statement } from "#db/statement.ts";
import { type ChangeRow, changeTicket, type TicketRow, ticketById } from "./store.ts";
import { ticketView, viewTicket } from "./view.ts";

export const changedTicket = z.object({ ticket: ticketView });

/** A change of one ticket with its line in the history. */
export function planChange(
  row: TicketRow,
  change: Parameters<typeof changeTicket>[1],
  said: Pick<ChangeRow, "kind" | "before" | "after">,
  ctx: OperationContext,
): {
  facts: Record<string, unknown>;
  versions: Record<string, number>;
  data: Statement[];
  result: { id: string };
  events: EventDraft[];
} {
  const history = {
    id: ctx.newId("chg"),
    ticketId: row.id,
    ...said,
    ...doneBy(ctx),
    createdAt: ctx.now,
  };
  return {
    facts: { ticket: row.id, ...said },
    versions: { [row.id]: row.version },
    data: changeTicket(row, change, history),
    result: { id: row.id },
    events: [{ type: "ticket.changed", subject: row.id, about: history.id }],
  };
}

/** Who changes something, and with what app. */
export function doneBy({ principal: { user, client } }: OperationContext): Pick<ChangeRow, "by" | "client"> {
  return { by: user, client };
}

export async function changed({ id }: { id: string }, ctx: OperationContext) {
  const row = await ticketById(ctx.db, id);
  if (!row) throw new TypeError("a ticket that was changed is gone");
  return { ticket: viewTicket(row, ctx) };
}
