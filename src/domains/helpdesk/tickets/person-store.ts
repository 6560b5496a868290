import { eq, inArray, or, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { handoffs, ticketChanges, ticketNotes, tickets } from "#db/schema/helpdesk.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { TicketRow } from "#domains/helpdesk/store.ts";

/** Every ticket about a contact, or of its numbers, the oldest first. */
export async function everyTicketOf(db: Reader, callers: string[], contactId: string): Promise<TicketRow[]> {
  return await db
    .select()
    .from(tickets)
    .where(or(inArray(tickets.caller, callers), eq(tickets.contactId, contactId)))
    .orderBy(tickets.number);
}

const erased = "[erased]";

/** Takes every word out of tickets and their notes; numbers, states and times stay. */
export function eraseTickets(ids: readonly string[], now: number): Statement[] {
  if (ids.length === 0) return [];
  const gone = { caller: null, contactId: null, conversationId: null, oaKey: null, escalationReason: null };
  return [
    statement(
      builder
        .update(tickets)
        .set({ ...gone, description: erased, version: sql`${tickets.version} + 1`, updatedAt: now })
        .where(inArray(tickets.id, [...ids])),
    ),
    // Two notes of one ticket never say the same under one conversation.
    statement(
      builder
        .update(ticketNotes)
        .set({ content: erased, conversationId: null })
        .where(inArray(ticketNotes.ticketId, [...ids])),
    ),
    statement(
      builder
        .update(handoffs)
        .set({ conversationId: null, oaKey: null })
        .where(inArray(handoffs.ticketId, [...ids])),
    ),
  ];
}

/** Takes tickets away with all that belongs to them, as if they had never been. */
export function takeOutTickets(ids: readonly string[]): Statement[] {
  const size = 500;
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, at) =>
    ids.slice(at * size, (at + 1) * size),
  ).flatMap((piece) => [
    statement(builder.delete(ticketNotes).where(inArray(ticketNotes.ticketId, piece))),
    statement(builder.delete(ticketChanges).where(inArray(ticketChanges.ticketId, piece))),
    statement(builder.delete(handoffs).where(inArray(handoffs.ticketId, piece))),
    statement(builder.delete(tickets).where(inArray(tickets.id, piece))),
  ]);
}
