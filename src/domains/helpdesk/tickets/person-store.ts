import { eq, inArray, or, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { handoffs, ticketNotes, tickets } from "#db/schema/helpdesk.ts";
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
