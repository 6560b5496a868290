import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { ticketNotes, tickets } from "#db/schema/helpdesk.ts";
import { guard, type Statement, statement, template } from "#db/statement.ts";

export type NoteRow = typeof ticketNotes.$inferSelect;

/** The newest notes in the order in which they came, and how many there are. */
export async function newestNotesOf(
  db: Reader,
  ticketId: string,
  limit: number,
): Promise<{ rows: NoteRow[]; count: number }> {
  const isOfIt = eq(ticketNotes.ticketId, ticketId);
  const newest = await db
    .select()
    .from(ticketNotes)
    .where(isOfIt)
    .orderBy(desc(ticketNotes.createdAt), desc(ticketNotes.id))
    .limit(limit);
  const [counted] = await db.select({ n: sql<number>`count(*)` }).from(ticketNotes).where(isOfIt);
  return { rows: newest.reverse(), count: counted?.n ?? 0 };
}

/** Those of a ticket's notes that have these ids, in the order in which they came. */
export async function notesAmong(db: Reader, ticketId: string, ids: string[]): Promise<NoteRow[]> {
  return await db
    .select()
    .from(ticketNotes)
    .where(and(eq(ticketNotes.ticketId, ticketId), inArray(ticketNotes.id, ids)))
    .orderBy(asc(ticketNotes.createdAt), asc(ticketNotes.id));
}

/** All notes of these tickets, in the order in which they came. */
export async function notesOf(db: Reader, ticketIds: string[]): Promise<NoteRow[]> {
  return await db
    .select()
    .from(ticketNotes)
    .where(inArray(ticketNotes.ticketId, ticketIds))
    .orderBy(asc(ticketNotes.createdAt), asc(ticketNotes.id));
}

export async function noteById(db: Reader, id: string): Promise<NoteRow | undefined> {
  const [row] = await db.select().from(ticketNotes).where(eq(ticketNotes.id, id));
  return row;
}

/** A note by a person or a program, whatever the ticket's status; the unit ends where it has been merged meanwhile. */
export function addNote(note: NoteRow): Statement[] {
  const { ticketId, createdAt } = note;
  const isItself = sql`EXISTS (SELECT 1 FROM tickets WHERE id = ${ticketId} AND merged_into IS NULL)`;
  return [
    guard("the ticket has not been merged", isItself),
    insertNote(note),
    statement(builder.update(tickets).set({ updatedAt: createdAt }).where(eq(tickets.id, ticketId))),
  ];
}

/** One conversation says the same to a ticket once. */
export function insertNote(note: NoteRow): Statement {
  return noteInsertion({ ...note });
}

const place = sql.placeholder;

const noteInsertion = template(
  () => sql`INSERT INTO ticket_notes (id, ticket_id, content, author, client, conversation_id, created_at)
    VALUES (${place("id")}, ${place("ticketId")}, ${place("content")}, ${place("author")}, ${place("client")},
      ${place("conversationId")}, ${place("createdAt")}) ON CONFLICT DO NOTHING`,
);

/** The tickets that have this note of this conversation. */
export async function ticketsTold(
  db: Reader,
  { conversationId, content }: { conversationId: string; content: string },
): Promise<string[]> {
  const rows = await db
    .select({ id: ticketNotes.ticketId })
    .from(ticketNotes)
    .where(and(eq(ticketNotes.conversationId, conversationId), eq(ticketNotes.content, content)))
    .limit(100);
  return rows.map(({ id }) => id);
}

/** Gives notes to another ticket; one that it has from the same conversation goes. */
export function moveNotes(ids: readonly string[], to: string): Statement {
  const chosen = sql`id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return statement(sql`UPDATE OR REPLACE ticket_notes SET ticket_id = ${to} WHERE ${chosen}`);
}

/** Gives all notes of a ticket to another, those too that came at the last moment. */
export function moveAllNotes(from: string, to: string): Statement {
  return statement(sql`UPDATE OR REPLACE ticket_notes SET ticket_id = ${to} WHERE ticket_id = ${from}`);
}

export function dropNote(id: string): Statement {
  return statement(builder.delete(ticketNotes).where(eq(ticketNotes.id, id)));
}
