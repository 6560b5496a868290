import { and, asc, count, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { contactPhones, contacts } from "#db/schema/contacts.ts";
import type { ContactRow } from "./store.ts";

const name = sql`${contacts.name} COLLATE NOCASE`;

/** Contacts with a name, by it, after the last one of the page before. */
export async function namedContacts(
  db: Reader,
  { after, limit }: { after: { name: string; id: string } | undefined; limit: number },
): Promise<ContactRow[]> {
  const later = after && sql`(${name}, ${contacts.id}) > (${after.name} COLLATE NOCASE, ${after.id})`;
  return await db
    .select()
    .from(contacts)
    .where(and(isNotNull(contacts.name), later))
    .orderBy(asc(name), asc(contacts.id))
    .limit(limit);
}

/** Numbers that wrote or called and have no name yet, the newest first. */
export async function namelessContacts(
  db: Reader,
  { after, limit }: { after: { at: number; id: string } | undefined; limit: number },
): Promise<ContactRow[]> {
  const older = after && sql`(${contacts.createdAt}, ${contacts.id}) < (${after.at}, ${after.id})`;
  return await db
    .select()
    .from(contacts)
    .where(and(isNull(contacts.name), older))
    .orderBy(desc(contacts.createdAt), desc(contacts.id))
    .limit(limit);
}

export async function countContacts(db: Reader): Promise<{ named: number; nameless: number }> {
  const [row] = await db.select({ named: count(contacts.name), all: count() }).from(contacts);
  return { named: row?.named ?? 0, nameless: (row?.all ?? 0) - (row?.named ?? 0) };
}

/** Those numbers whose contact has a name, each with it. */
export async function namesOf(db: Reader, phones: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ phone: contactPhones.phone, name: contacts.name })
    .from(contactPhones)
    .innerJoin(contacts, eq(contacts.id, contactPhones.contactId))
    .where(inArray(contactPhones.phone, [...phones]));
  return new Map(rows.flatMap(({ phone, name }) => (name ? [[phone, name] as const] : [])));
}
