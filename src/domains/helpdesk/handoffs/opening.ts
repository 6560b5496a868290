import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { escalationReasons, noteCategories } from "#domains/helpdesk/notes/note.ts";
import { insertNote, type NoteRow, ticketsTold } from "#domains/helpdesk/notes/note-store.ts";
import {
  type Acknowledged,
  acknowledgedHandoff,
  acknowledgedIn,
  acknowledgementOf,
  type HandoffRow,
  insertHandoff,
  insertTicket,
  type TicketRow,
  takeHandoff,
} from "#domains/helpdesk/store.ts";
import type { EventDraft, OperationContext } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { isWithheld, readPhoneNumber } from "#platform/phone-number.ts";
import { hasWords } from "#platform/visible-text.ts";
import { DeskError } from "#src/errors.ts";
import { type Case, type MatchedBy, noTicketOf, ticketOf } from "./case-store.ts";

/** What a ticket is opened with. */
export interface Given {
  description: string;
  category: string;
  escalationReason: string | undefined;
  confidence: string | undefined;
  callerNumber: string | undefined;
  oaKey: string | undefined;
  source: string | undefined;
  conversationId: string | undefined;
  property: string | undefined;
  priority: TicketRow["priority"] | undefined;
}

/** What a platform has sent as it stands in its own form: told, since every call would be one case. */
const isFilledIn = (text: string) => !/\{\{.*\}\}/.test(text);
const unfilled = "It is a placeholder that was not filled in.";
/** A key of a platform's: one text is one key, however its characters are put together. */
const key = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed(), "It is no text.")
  .refine(isFilledIn, unfilled)
  .transform((text) => text.normalize("NFC"));
export const oaKey = key;
export const source = z.string().trim().min(1).max(60);
export const conversationId = key;
export const description = z
  .string()
  .min(1)
  .max(4000)
  .refine(hasWords, "It has nothing to see in it.")
  .transform(maskCards);
export const reason = z.enum(escalationReasons);
export const callerNumber = z.string().trim().min(1).max(200).refine(isFilledIn, unfilled);

/** A ticket to be opened, or one to be added to: decided by reading, held by the unit. */
export interface Opening {
  handoffId: string;
  statements: Statement[];
  facts: Record<string, unknown>;
  events: EventDraft[];
  /** Reads what the sender is told, in the same unit. */
  receipt: Statement;
}

/** What was told, with what the desk knows of the caller. */
interface Told extends Given {
  case: Case;
  contactId: string | null;
}

const hourMs = 3_600_000;

/** Opens a ticket, or adds to the open one for the same case unless `isAlwaysNew`. @throws DeskError VALIDATION_ERROR */
export async function planOpening(
  given: Given,
  isAlwaysNew: boolean,
  ctx: OperationContext,
): Promise<Opening> {
  requireCategory(given.category, ctx);
  requireProperty(given.property, ctx);
  const { oaKey: itsKey = null, conversationId: conversation = null, category } = given;
  const caller = callerOf(given.callerNumber, ctx);
  const since = ctx.now - ctx.settings.get("windows.same_case_hours") * hourMs;
  const which = { oaKey: itsKey, conversationId: conversation, caller, category, since };
  const [contactId, found, said] = await Promise.all([
    contactOf(caller, given.callerNumber, ctx),
    isAlwaysNew ? undefined : ticketOf(ctx.db, which),
    conversation === null
      ? []
      : ticketsTold(ctx.db, { conversationId: conversation, content: given.description }),
  ]);
  const told = { ...given, case: which, contactId };
  return found ? joining(told, found, said, ctx) : opening(told, isAlwaysNew, ctx);
}

function joining(
  told: Told,
  { row, matchedBy }: { row: TicketRow; matchedBy: MatchedBy },
  said: readonly string[],
  ctx: OperationContext,
): Opening {
  const { caller, oaKey: itsKey, category } = told.case;
  const note = noteFor(row, told, said, ctx);
  const handoff = handoffOf(told, { ticketId: row.id, noteId: note?.id ?? null, matchedBy }, ctx);
  const learnt = { caller, contactId: told.contactId, oaKey: itsKey };
  return {
    handoffId: handoff.id,
    statements: [
      ...takeHandoff({ ...learnt, ticketId: row.id, now: ctx.now }),
      ...(note ? [insertNote(note)] : []),
      insertHandoff(handoff),
    ],
    facts: { ticket: row.id, matchedBy, category },
    events: note ? [{ type: "ticket.noted", subject: row.id, about: note.id }] : [],
    receipt: acknowledgementOf({ id: handoff.id }),
  };
}

function opening(told: Told, isAlwaysNew: boolean, ctx: OperationContext): Opening {
  const { caller, oaKey: itsKey, conversationId: conversation, category } = told.case;
  const id = ctx.newId("tkt");
  const handoff = handoffOf(told, { ticketId: id, noteId: null, matchedBy: null }, ctx);
  const ticket = {
    id,
    status: "open" as const,
    category,
    escalationReason: told.escalationReason ?? null,
    description: told.description,
    confidence: told.confidence ?? null,
    source: told.source ?? null,
    oaKey: itsKey,
    caller,
    contactId: told.contactId,
    conversationId: conversation,
    property: told.property ?? null,
    priority: told.priority ?? priorityFor(told.escalationReason),
    createdAt: ctx.now,
  };
  return {
    handoffId: handoff.id,
    statements: [...(isAlwaysNew ? [] : noTicketOf(told.case)), insertTicket(ticket), insertHandoff(handoff)],
    facts: { category, caller },
    events: [{ type: "ticket.created", subject: id }],
    receipt: acknowledgementOf({ id: handoff.id }),
  };
}

/** A handoff as it is acknowledged. */
function handoffOf(
  { case: { conversationId: conversation, oaKey: itsKey } }: Told,
  came: Pick<HandoffRow, "ticketId" | "noteId" | "matchedBy">,
  ctx: OperationContext,
): HandoffRow {
  return {
    id: ctx.newId("hnd"),
    ...came,
    created: came.matchedBy === null,
    conversationId: conversation,
    oaKey: itsKey,
    requestId: ctx.requestId,
    createdAt: ctx.now,
  };
}

/** The note for an open ticket; undefined for one that the same conversation has said already. */
function noteFor(
  row: TicketRow,
  { conversationId: conversation, description: content, source: from }: Given,
  said: readonly string[],
  ctx: OperationContext,
): NoteRow | undefined {
  const isFirst = row.conversationId === conversation && row.description === content;
  if (conversation !== undefined && (isFirst || said.includes(row.id))) return undefined;
  return {
    id: ctx.newId("note"),
    ticketId: row.id,
    content,
    ...authorOf(from, ctx),
    conversationId: conversation ?? null,
    createdAt: ctx.now,
  };
}

/** Who writes: what an agent calls itself, or the person for whom the app acts. */
export function authorOf(
  source: string | null | undefined,
  { principal: { user, client } }: OperationContext,
) {
  return source ? { author: source, client: null } : { author: user, client };
}

/** Danger goes first. */
function priorityFor(escalationReason: string | undefined): TicketRow["priority"] {
  return escalationReason === "SafetyRisk" ? "urgent" : "normal";
}

/** @throws DeskError VALIDATION_ERROR */
export function requireCategory(category: string, { settings }: OperationContext): void {
  const categories = [...noteCategories, ...settings.get("business.categories")];
  if (!categories.includes(category))
    throw new DeskError("VALIDATION_ERROR", "There is no such category.", {
      fields: { category: [`One of ${categories.join(", ")}.`] },
    });
}

/** @throws DeskError VALIDATION_ERROR */
function requireProperty(property: string | undefined, { settings }: OperationContext): void {
  const properties = settings.get("business.properties").map(({ id }) => id);
  if (property !== undefined && !properties.includes(property))
    throw new DeskError("VALIDATION_ERROR", "There is no such property.", {
      fields: {
        property: [properties.length === 0 ? "None is set up." : `One of ${properties.join(", ")}.`],
      },
    });
}

/** The caller's number; null for who has none or hides it. @throws DeskError VALIDATION_ERROR for what cannot be read as a number */
function callerOf(text: string | undefined, { settings }: OperationContext): string | null {
  if (text === undefined || isWithheld(text)) return null;
  const region = settings.get("business.region");
  const sip = /^sips?:([^@;]*)/i.exec(text)?.[1];
  if (sip !== undefined) return readPhoneNumber(sip, region) ?? null;
  const number = readPhoneNumber(text, region);
  if (number) return number;
  if (/^\d{3,6}$/.test(text)) return null;
  throw new DeskError("VALIDATION_ERROR", "callerNumber is not a phone number that can be read.", {
    fields: {
      callerNumber: [
        `Give it with its country code, such as +15551234567, or leave it out. Without one it is read as a number in ${region} (business.region).`,
      ],
    },
  });
}

async function contactOf(
  caller: string | null,
  raw: string | undefined,
  ctx: OperationContext,
): Promise<string | null> {
  if (caller === null) return null;
  const { id } = await ctx.use<{ id: string | null }>("contact.ensure", {
    phone: caller,
    raw: raw ?? caller,
  });
  return id;
}

/** What was acknowledged, as it was then. @throws TypeError where there is none, which the unit has written */
export async function acknowledged(handoffId: string, ctx: OperationContext): Promise<Acknowledged> {
  const [told] = ctx.receipt ?? [];
  if (told) return acknowledgedIn(told);
  const handoff = await acknowledgedHandoff(ctx.db, handoffId);
  if (!handoff) throw new TypeError("a handoff was acknowledged that is not there");
  return handoff;
}
