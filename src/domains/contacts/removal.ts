import type { CardLine } from "#operation/card.ts";
import type { OperationContext } from "#operation/operation.ts";
import { type Asked, type Permission, stricter, unrestricted } from "#operation/permission.ts";
import { counted } from "#platform/words.ts";
import { DeskError } from "#src/errors.ts";
import { countRemovals, removalOf } from "./removed-store.ts";
import { type ContactRow, contactById, phonesOf } from "./store.ts";

/** What was exchanged with a contact: it goes with it, or stays behind without a name. */
export interface History {
  messages: number;
  calls: number;
  tickets: number;
  invoices: number;
  /** How many of its appointments are done, and what they came to. */
  completed: number;
  worth: string | null;
}

/** The same, with what it is undone with. */
interface Left extends History {
  ids: string[];
  owned: Record<string, string[]>;
}

/** What is asked of the other parts of the desk where a contact goes. */
export const leavingUses = [
  "conversation.recent",
  "conversation.hold",
  "ticket.follow_contact",
  "appointment.follow_contact",
  "money.follow_contact",
  "mail.follow_contact",
  "chat.follow_contact",
];

/** What a rule and a person see of it. */
export function factsOf({ messages, calls, tickets, invoices, completed, worth }: History) {
  const done = worth === null ? {} : { completed, worth };
  return { messages, calls, tickets, ...(invoices === 0 ? {} : { invoices }), ...done } as Record<
    string,
    unknown
  >;
}

export interface Known {
  row: ContactRow;
  phones: string[];
}

/** A contact that is there. @throws DeskError NOT_FOUND, saying where a merged contact went */
export async function knownContact(id: string, ctx: OperationContext): Promise<Known> {
  const row = await contactById(ctx.db, id);
  if (!row) throw await gone(id, ctx);
  return { row, phones: await phonesOf(ctx.db, id) };
}

/** What was exchanged with a contact that goes. The unit that this joins ends where there is more of it by then. */
export async function leftBy(
  { row, phones }: Partial<Known> & { phones: string[] },
  into: string | null,
  ctx: OperationContext,
): Promise<Left> {
  const { messages, calls } = await ctx.use<Pick<History, "messages" | "calls">>("conversation.recent", {
    phones,
  });
  await ctx.use("conversation.hold", { phones, messages, calls });
  const none = { tickets: 0, invoices: 0, completed: 0, worth: null, ids: [], owned: {} };
  if (!row) return { messages, calls, ...none };
  const given = { from: row.id, into };
  const followed = await ctx.use<Pick<Left, "tickets" | "ids">>("ticket.follow_contact", given);
  const office = await ctx.use<Pick<Left, "completed" | "worth" | "owned">>(
    "appointment.follow_contact",
    given,
  );
  const { invoices, papers } = await ctx.use<{ invoices: number; papers: Left["owned"] }>(
    "money.follow_contact",
    given,
  );
  await ctx.use("mail.follow_contact", given);
  const { chats } = await ctx.use<{ chats: Left["owned"] }>("chat.follow_contact", given);
  return {
    messages,
    calls,
    ...followed,
    ...office,
    invoices,
    owned: { ...office.owned, ...papers, ...chats },
  };
}

async function gone(id: string, ctx: OperationContext): Promise<DeskError> {
  const into = (await removalOf(ctx.db, id))?.mergedInto;
  if (into)
    return new DeskError("NOT_FOUND", "That contact was merged into another.", {
      refs: { contact_id: into },
      next: "Use the contact it was merged into.",
    });
  return new DeskError("NOT_FOUND", "There is no such contact.", {
    next: "Look with find_contact_by_phone.",
  });
}

export function removalsSince(ctx: OperationContext): number {
  return ctx.now - ctx.settings.get("limits.burst_minutes") * 60_000;
}

/** How many contacts went lately without a person's word, by whatever app. */
export async function measureRemovals(ctx: OperationContext): Promise<Record<string, number>> {
  return { removedLately: await countRemovals(ctx.db, removalsSince(ctx)) };
}

/** One contact with texts, calls or tickets needs a person; so do more than five removals that add up. */
export function removalLevel(asked: Asked<unknown>, verb: string): Permission {
  return stricter(withHistory(asked, verb), addingUp(asked));
}

function withHistory({ facts }: Asked<unknown>, verb: string): Permission {
  const parts = [
    { number: Number(facts["messages"]), noun: "text" },
    { number: Number(facts["calls"]), noun: "call" },
    { number: Number(facts["tickets"]), noun: "ticket" },
    { number: Number(facts["invoices"] ?? 0), noun: "invoice" },
  ].filter(({ number }) => number > 0);
  if (parts.length === 0) return unrestricted;
  const { worth, completed } = facts;
  const of = worth === undefined ? "" : ` (${String(completed)} completed, worth ${String(worth)})`;
  const reason = `The contact to ${verb} has ${parts.map(({ number, noun }) => counted(number, noun)).join(" and ")}${of}.`;
  return { level: "requires_authorization", reason, causes: ["rule"] };
}

function addingUp({ measures, settings }: Asked<unknown>): Permission {
  const most = settings.get("limits.bulk_without_asking");
  if ((measures["removedLately"] ?? 0) < most) return unrestricted;
  const minutes = settings.get("limits.burst_minutes");
  const reason = `${counted(most, "contact")} went in the last ${counted(minutes, "minute")} already, which with this one are a bulk.`;
  return { level: "requires_authorization", reason, causes: ["burst"] };
}

/** Who a contact is, for the card. */
export function contactLines(
  { row, phones }: Partial<Known> & { phones: string[] },
  history: History,
  label: string,
): CardLine[] {
  const { messages, calls, tickets, invoices, completed, worth } = history;
  return [
    { label, value: row?.name ?? "a number without a name" },
    { label: phones.length === 1 ? "Number" : "Numbers", values: phones },
    ...(row?.email ? [{ label: "Email", value: row.email }] : []),
    ...(row?.notes ? [{ label: "Notes", quote: row.notes }] : []),
    {
      label: "Exchanged",
      value: [
        ...[counted(messages, "text"), counted(calls, "call"), counted(tickets, "ticket")],
        ...(invoices === 0 ? [] : [counted(invoices, "invoice")]),
      ].join(", "),
    },
    ...(worth === null
      ? []
      : [{ label: "Done for them", value: `${counted(completed, "appointment")} worth ${worth}` }]),
  ];
}
