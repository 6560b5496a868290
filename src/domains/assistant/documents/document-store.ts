import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { chatDocuments } from "#db/schema/assistant.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type DocumentRow = typeof chatDocuments.$inferSelect;

export async function documentsById(db: Reader, ids: readonly string[]): Promise<DocumentRow[]> {
  if (ids.length === 0) return [];
  return await db
    .select()
    .from(chatDocuments)
    .where(inArray(chatDocuments.id, [...ids]));
}

export async function documentsThat(
  db: Reader,
  filter: {
    contactId: string | undefined;
    ticketId: string | undefined;
    caseId: string | undefined;
    before: { at: number; id: string } | undefined;
    limit: number;
    /** Whose own are shown, and what more. */
    reader: { user: string; contacts: boolean; tickets: boolean; all: boolean };
  },
): Promise<DocumentRow[]> {
  const { contactId, ticketId, caseId, before, limit, reader } = filter;
  return await db
    .select()
    .from(chatDocuments)
    .where(
      and(
        reader.all
          ? undefined
          : sql`(added_by = ${reader.user} OR (contact_id IS NOT NULL AND ${reader.contacts ? 1 : 0})
              OR (ticket_id IS NOT NULL AND ${reader.tickets ? 1 : 0}))`,
        contactId === undefined ? undefined : eq(chatDocuments.contactId, contactId),
        ticketId === undefined ? undefined : eq(chatDocuments.ticketId, ticketId),
        caseId === undefined ? undefined : eq(chatDocuments.caseId, caseId),
        before && sql`(created_at, id) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(desc(chatDocuments.createdAt), desc(chatDocuments.id))
    .limit(limit);
}

/** A document of one's own is written anew; nobody writes over another's. */
export function putDocument(row: DocumentRow): Statement[] {
  const { id, addedBy, ...set } = row;
  return [
    guard(
      "the document is one's own",
      sql`NOT EXISTS (SELECT 1 FROM chat_documents WHERE id = ${id} AND added_by <> ${addedBy})`,
    ),
    statement(
      builder.insert(chatDocuments).values(row).onConflictDoUpdate({ target: chatDocuments.id, set }),
    ),
  ];
}

export function deleteDocument(id: string): Statement {
  return statement(builder.delete(chatDocuments).where(eq(chatDocuments.id, id)));
}
