import type { OperationContext } from "#catalog/operation.ts";
import { spokenNumber } from "./ticket-number.ts";
import { ticketUrl } from "./view.ts";

/** The two ways in which an answer names a ticket. */
export function nameOf(number: number, ctx: OperationContext): { ticketId: string; ticketUrl: string } {
  return { ticketId: spokenNumber(number), ticketUrl: ticketUrl(ctx, number) };
}

/** A sentence that a voice can say: digits one by one, and when somebody will see to it, where that is set. */
export function spoken(number: number, created: boolean, { settings }: OperationContext): string {
  const digits = String(number).split("").join(" ");
  const what = created
    ? `Your ticket number is ${digits}.`
    : `You already have ticket ${digits}. I have added this to it.`;
  const within = settings.get("helpdesk.response_time");
  return within === "" ? what : `${what} Somebody will contact you within ${within}.`;
}
