import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { type ChangeRow, changeTicket, type TicketRow, ticketById } from "#domains/helpdesk/store.ts";
import type { EventDraft, OperationContext } from "#operation/operation.ts";
import { briefTicket, ticketBrief } from "./view.ts";

export const changedTicket = z.object({ ticket: ticketBrief });

interface ChangePlan {
  facts: Record<string, unknown>;
  versions: Record<string, number>;
  data: Statement[];
  result: { id: string };
  events: EventDraft[];
}

/** A change of one ticket with its line in the history; nothing at all where it is so already. */
export function planChange(
  row: TicketRow,
  change: Parameters<typeof changeTicket>[1],
  said: Pick<ChangeRow, "kind" | "before" | "after">,
  ctx: OperationContext,
): ChangePlan {
  const [facts, versions] = [{ ticket: row.id, ...said }, { [row.id]: row.version }];
  if (said.before === said.after) return { facts, versions, data: [], result: { id: row.id }, events: [] };
  const history = {
    id: ctx.newId("chg"),
    ticketId: row.id,
    ...said,
    ...doneBy(ctx),
    createdAt: ctx.now,
  };
  return {
    facts,
    versions,
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
  return { ticket: briefTicket(row, ctx) };
}
