import { desc, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { contactImports, contactPhones, contacts, importedContacts } from "#db/schema/contacts.ts";
import { type Statement, statement } from "#db/statement.ts";
import { detailStatements, removeDetails } from "#domains/contacts/details/details-store.ts";
import { insertContact } from "#domains/contacts/store.ts";

export type ImportRow = typeof contactImports.$inferSelect;

/** A contact as it is brought in from elsewhere. */
export interface Brought {
  id: string;
  name: string | null;
  phones: { e164: string; raw: string }[];
  email: string | null;
  emails: string[];
  addresses: { id: string; label: string; address: string; directions: string | null }[];
  tags: string[];
  notes: string | null;
  attributes: Record<string, string>;
  externalIds: Record<string, string>;
}

/** A contact with all that belongs to it; the unit ends where a number has come to belong to somebody meanwhile. */
export function bringIn(contact: Brought, now: number): Statement[] {
  const { id, name, email, notes, phones, attributes } = contact;
  const [first, ...others] = phones;
  const kept = Object.keys(attributes).length === 0 ? null : JSON.stringify(attributes);
  return [
    ...insertContact({ id, name, email, notes, origin: "typed", wordsOf: null, phone: first }, now),
    ...others.map(({ e164, raw }) =>
      statement(builder.insert(contactPhones).values({ phone: e164, contactId: id, raw, createdAt: now })),
    ),
    ...(kept === null
      ? []
      : [statement(builder.update(contacts).set({ attributes: kept }).where(eq(contacts.id, id)))]),
    ...detailStatements(
      id,
      {
        ...{ addEmails: contact.emails, addresses: contact.addresses, addTags: contact.tags },
        names: Object.entries(contact.externalIds).map(([system, externalId]) => ({ system, externalId })),
      },
      now,
    ),
  ];
}

export function insertImport(row: Omit<ImportRow, "undoneAt">, contactIds: readonly string[]): Statement[] {
  return [
    statement(builder.insert(contactImports).values(row)),
    ...contactIds.map((contactId) =>
      statement(builder.insert(importedContacts).values({ importId: row.id, contactId, version: 1 })),
    ),
  ];
}

export async function importById(db: Reader, id: string): Promise<ImportRow | undefined> {
  const [row] = await db.select().from(contactImports).where(eq(contactImports.id, id));
  return row;
}

/** Lists that were brought in, the newest first. */
export async function newestImports(db: Reader, limit: number): Promise<ImportRow[]> {
  return await db.select().from(contactImports).orderBy(desc(contactImports.createdAt)).limit(limit);
}

/** Contacts of a list that are as they came, and how many were changed since. */
export async function untouchedOf(db: Reader, importId: string): Promise<{ ids: string[]; changed: number }> {
  const rows = await db.values<[string, number]>(sql`SELECT imported_contacts.contact_id,
      contacts.version = imported_contacts.version
        AND NOT EXISTS (SELECT 1 FROM contact_notes WHERE contact_notes.contact_id = contacts.id)
    FROM imported_contacts JOIN contacts ON contacts.id = imported_contacts.contact_id
    WHERE imported_contacts.import_id = ${importId} ORDER BY imported_contacts.contact_id`);
  const ids = rows.filter(([, same]) => same === 1).map(([id]) => id);
  return { ids, changed: rows.length - ids.length };
}

/** Takes contacts away as if they had never come, with all that belongs to them. */
export function takeOut(ids: readonly string[]): Statement[] {
  return inPieces(ids).flatMap((piece) => [
    ...removeDetails(piece),
    statement(builder.delete(contactPhones).where(inArray(contactPhones.contactId, piece))),
    statement(builder.delete(contacts).where(inArray(contacts.id, piece))),
  ]);
}

export function markUndone(id: string, now: number): Statement {
  return statement(builder.update(contactImports).set({ undoneAt: now }).where(eq(contactImports.id, id)));
}

function inPieces(ids: readonly string[]): string[][] {
  const size = 500;
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, at) =>
    ids.slice(at * size, (at + 1) * size),
  );
}

/** Whose numbers and addresses these are: number or address → contact. */
export async function knownBy(
  db: Reader,
  { phones, emails }: { phones: readonly string[]; emails: readonly string[] },
): Promise<Map<string, { id: string; name: string | null }>> {
  const found = new Map<string, { id: string; name: string | null }>();
  for (const piece of inPieces([...phones])) {
    const rows = await db
      .select({ phone: contactPhones.phone, id: contacts.id, name: contacts.name })
      .from(contactPhones)
      .innerJoin(contacts, eq(contacts.id, contactPhones.contactId))
      .where(inArray(contactPhones.phone, piece));
    for (const { phone, id, name } of rows) found.set(phone, { id, name });
  }
  for (const piece of inPieces([...emails])) {
    const rows = await db
      .select({ email: contacts.email, id: contacts.id, name: contacts.name })
      .from(contacts)
      .where(inArray(sql`lower(${contacts.email})`, piece));
    for (const { email, id, name } of rows) found.set((email ?? "").toLowerCase(), { id, name });
  }
  return found;
}
