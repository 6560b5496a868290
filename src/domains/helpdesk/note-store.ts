import { and, asc, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { ticketNotes, tickets } from "#db/schema/helpdesk.ts";
import { type Statement, statement } from "#db/statement.ts";
import { isOpen, type TicketRow, ticketIs } from "./store.ts";

export type NoteRow = typeof ticketNotes.$inferSelect;

export async function notesOf(db: Reader, ticketId: string): Promise<NoteRow[]> {
  return await db
    .select()
    .from(ticketNotes)
    .where(eq(ticketNotes.ticketId, ticketId))
    .orderBy(asc(ticketNotes.createdAt), asc(ticketNotes.id));
}

export async function noteById(db: Reader, id: string): Promise<NoteRow | undefined> {
  const [row] = await db.select().from(ticketNotes).where(eq(ticketNotes.id, id));
  return row;
}

/** A note for an open ticket; the unit ends where it has been closed meanwhile. */
export function addNote(note: typeof ticketNotes.$inferInsert, isHandoff: boolean): Statement[] {
  const { ticketId, createdAt: now } = note;
  return [
    ticketIs(ticketId, isHandoff ? isOpen : sql`1`),
    statement(builder.insert(ticketNotes).values(note).onConflictDoNothing()),
    statement(
      builder
        .update(tickets)
        .set({ updatedAt: now, ...(isHandoff ? { handedOffAt: now } : {}) })
        .where(eq(tickets.id, ticketId)),
    ),
  ];
}

/** Whether this conversation has said just this to the ticket already. */
export async function hasSaid(
  db: Reader,
  ticket: TicketRow,
  { conversationId, content }: { conversationId: string; content: string },
): Promise<boolean> {
  if (ticket.conversationId === conversationId && ticket.description === content) return true;
  const [row] = await db
    .select({ id: ticketNotes.id })
    .from(ticketNotes)
    .where(
      and(
        eq(ticketNotes.ticketId, ticket.id),
        eq(ticketNotes.conversationId, conversationId),
        eq(ticketNotes.content, content),
      ),
    );
  return row !== undefined;
}

/** Gives notes to another ticket; one that it has from the same conversation goes. */
export function moveNotes(ids: readonly string[], to: string): Statement[] {
  return ids.map((id) =>
    statement(sql`UPDATE OR REPLACE ticket_notes SET ticket_id = ${to} WHERE id = ${id}`),
  );
}

export function dropNote(id: string): Statement {
  return statement(builder.delete(ticketNotes).where(eq(ticketNotes.id, id)));
}
