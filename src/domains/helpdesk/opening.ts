import * as z from "zod";
import type { EventDraft, OperationContext } from "#catalog/operation.ts";
import type { Statement } from "#db/statement.ts";
import { isWithheld, readPhoneNumber } from "#platform/phone-number.ts";
import { hasWords } from "#platform/visible-text.ts";
import { DeskError } from "#src/errors.ts";
import { type Case, noTicketOf, ticketOf } from "./case-store.ts";
import { escalationReasons, noteCategories } from "./note.ts";
import { hasSaid, insertNote, type NoteRow } from "./note-store.ts";
import {
  type Acknowledged,
  acknowledgedHandoff,
  insertHandoff,
  insertTicket,
  type TicketRow,
  takeHandoff,
} from "./store.ts";

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
export const description = z.string().min(1).max(4000).refine(hasWords, "It has nothing to see in it.");
export const reason = z.enum(escalationReasons);
export const callerNumber = z.string().trim().min(1).max(200).refine(isFilledIn, unfilled);

/** A ticket to be opened, or one to be added to: decided by reading, held by the unit. */
export interface Opening {
  handoffId: string;
  /** The ticket there is; undefined where one is opened. */
  known: TicketRow | undefined;
  /** What would make another ticket one too many; undefined where nothing would. */
  which: Case | undefined;
  statements: Statement[];
  facts: Record<string, unknown>;
  events: EventDraft[];
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
  const caller = callerOf(given.callerNumber, ctx);
  const contact = await contactOf(caller, given.callerNumber, ctx);
  const since = ctx.now - ctx.settings.get("windows.same_case_hours") * hourMs;
  const which = {
    oaKey: given.oaKey ?? null,
    conversationId: given.conversationId ?? null,
    caller,
    category: given.category,
    since,
  };
  const found = isAlwaysNew ? undefined : await ticketOf(ctx.db, which);
  const handoffId = ctx.newId("hnd");
  const handoff = {
    id: handoffId,
    conversationId: given.conversationId ?? null,
    oaKey: given.oaKey ?? null,
    requestId: ctx.requestId,
    createdAt: ctx.now,
  };
  if (found) {
    const { row, matchedBy } = found;
    const told = { caller, contactId: contact, oaKey: given.oaKey ?? null };
    const note = await noteFor(row, given, ctx);
    const noteId = note?.id ?? null;
    return {
      handoffId,
      known: row,
      which,
      statements: [
        ...takeHandoff({ ...told, ticketId: row.id, now: ctx.now }),
        ...(note ? [insertNote(note)] : []),
        insertHandoff({ ...handoff, ticketId: row.id, noteId, created: false, matchedBy }),
      ],
      facts: { ticket: row.id, matchedBy, category: given.category },
      events: noteId === null ? [] : [{ type: "ticket.noted", subject: row.id, about: noteId }],
    };
  }
  const id = ctx.newId("tkt");
  const ticket = {
    id,
    status: "open" as const,
    category: given.category,
    escalationReason: given.escalationReason ?? null,
    description: given.description,
    confidence: given.confidence ?? null,
    source: given.source ?? null,
    oaKey: given.oaKey ?? null,
    caller,
    contactId: contact,
    conversationId: given.conversationId ?? null,
    property: given.property ?? null,
    priority: given.priority ?? priorityFor(given.escalationReason),
    createdAt: ctx.now,
  };
  return {
    handoffId,
    known: undefined,
    which,
    statements: [
      ...(isAlwaysNew ? [] : noTicketOf(which)),
      insertTicket(ticket),
      insertHandoff({ ...handoff, ticketId: id, noteId: null, created: true, matchedBy: null }),
    ],
    facts: { category: given.category, caller },
    events: [{ type: "ticket.created", subject: id }],
  };
}

/** The note for an open ticket; undefined for one that the same conversation has said already. */
async function noteFor(
  row: TicketRow,
  { conversationId: conversation, description: content, source: from }: Given,
  ctx: OperationContext,
): Promise<NoteRow | undefined> {
  const isSaid =
    conversation !== undefined && (await hasSaid(ctx.db, row, { conversationId: conversation, content }));
  if (isSaid) return undefined;
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
  const handoff = await acknowledgedHandoff(ctx.db, handoffId);
  if (!handoff) throw new TypeError("a handoff was acknowledged that is not there");
  return handoff;
}
