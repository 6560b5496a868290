import type { Acknowledged } from "#domains/helpdesk/store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { spokenNumber } from "./ticket-number.ts";
import { ticketUrl } from "./view.ts";

/** The two ways in which an answer names a ticket. */
export function nameOf(number: number, ctx: OperationContext): { ticketId: string; ticketUrl: string } {
  return { ticketId: spokenNumber(number), ticketUrl: ticketUrl(ctx, number) };
}

/**
 * A sentence that a voice can say: digits one by one, and when somebody will be in touch, where that is set and there
 * is a number to reach them by.
 */
export function spoken(
  { number, created, caller }: Acknowledged,
  { settings }: Pick<OperationContext, "settings">,
): string {
  const digits = String(number).split("").join(" ");
  const what = created
    ? `Your ticket number is ${digits}.`
    : `You already have ticket ${digits}. I have added this to it.`;
  const within = settings.get("helpdesk.response_time").replace(/[\s.!]+$/, "");
  return within === "" || caller === null ? what : `${what} Somebody will contact you within ${within}.`;
}
