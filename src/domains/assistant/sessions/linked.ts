import type { OperationContext } from "#operation/operation.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";

/** Whom and what a session or a question is about, as it is named. */
export interface Named {
  contact?: string | undefined;
  ticket?: string | undefined;
  case_id?: string | undefined;
}

/** The same, found. */
export interface Linked {
  contactId: string | null;
  ticketId: string | null;
  caseId: string | null;
  /** Numbers of whoever it is about. */
  phones: string[];
  /** What stands on the ticket. */
  ticket: TicketShown | undefined;
}

interface Contact {
  id: string;
  phones: string[];
}

interface Ticket {
  id: string;
  ticketId: string;
  contactId: string | null;
  caller: string | null;
  status: string;
  untrustedDescription: string;
}

interface TicketShown {
  ticket: Ticket | null;
  notes: { at: string; author: string; untrustedContent: string }[];
}

/** Operations that find what is named. */
export const linkingUses = ["contact.look_up", "ticket.locate", "ticket.look_up"] as const;

/** What is named, found. @throws DeskError NOT_FOUND, FORBIDDEN where the caller may read neither texts nor customers */
export async function linked(named: Named, ctx: OperationContext): Promise<Linked> {
  const found: Linked = {
    contactId: null,
    ticketId: null,
    caseId: named.case_id ?? null,
    phones: [],
    ticket: undefined,
  };
  if (named.contact === undefined && named.ticket === undefined) return found;
  if (named.ticket !== undefined) requireReading(ctx, ["helpdesk:read"]);
  if (named.contact !== undefined) requireReading(ctx, ["phone:read", "office:read"]);
  if (named.ticket !== undefined) {
    const { id } = await ctx.use<{ id: string | null }>("ticket.locate", { name: named.ticket });
    const shown = id === null ? undefined : await ctx.use<TicketShown>("ticket.look_up", { id });
    if (!shown?.ticket) throw missing("ticket", "tickets");
    found.ticket = shown;
    found.ticketId = shown.ticket.id;
    found.contactId = shown.ticket.contactId;
    if (shown.ticket.caller !== null) found.phones = [shown.ticket.caller];
  }
  const name = named.contact ?? found.contactId ?? undefined;
  if (name === undefined) return found;
  const contact = await contactNamed(name, ctx);
  if (!contact && named.contact !== undefined) throw missing("contact", "contacts");
  return contact ? { ...found, contactId: contact.id, phones: contact.phones } : found;
}

async function contactNamed(name: string, ctx: OperationContext): Promise<Contact | undefined> {
  const phone = readPhoneNumber(name, ctx.settings.get("business.region"));
  const by = phone === undefined ? { id: name } : { phone };
  const { contact } = await ctx.use<{ contact: Contact | null }>("contact.look_up", by);
  return contact ?? undefined;
}

function requireReading({ principal }: OperationContext, scopes: readonly string[]): void {
  const mayRead = scopes.some((scope) => principal.scopes.has(scope as never));
  if (mayRead || principal.authority !== "tools") return;
  const [first = ""] = scopes;
  throw new DeskError("FORBIDDEN", `This token may not read that: it lacks ${first}.`, {
    scope: first,
    next: `Ask whoever made the token for ${first}, or ask without naming a contact or a ticket.`,
  });
}

function missing(what: string, where: string): DeskError {
  return new DeskError("NOT_FOUND", `There is no such ${what}.`, {
    next: `Look for it among the ${where} first, and name it by its id.`,
  });
}
