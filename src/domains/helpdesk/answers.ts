import type { OperationContext } from "#catalog/operation.ts";
import type { TicketRow } from "./store.ts";
import { spokenNumber } from "./ticket-number.ts";
import { ticketUrl } from "./view.ts";

/** The two ways in which an answer names a ticket. */
export function nameOf(ticket: TicketRow, ctx: OperationContext): { ticketId: string; ticketUrl: string } {
  return { ticketId: spokenNumber(ticket.number), ticketUrl: ticketUrl(ctx, ticket.number) };
}

/** A sentence that a voice can say: digits one by one, and when somebody will see to it, where that is set. */
export function spoken(ticket: TicketRow, created: boolean, { settings }: OperationContext): string {
  const digits = String(ticket.number).split("").join(" ");
  const what = created
    ? `Your ticket number is ${digits}.`
    : `You already have ticket ${digits}. I have added this to it.`;
  const within = settings.get("helpdesk.response_time");
  return within === "" ? what : `${what} Somebody will contact you within ${within}.`;
}
