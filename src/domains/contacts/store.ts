import { and, eq, isNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { contactPhones, contacts } from "#db/schema/contacts.ts";
import { guard, type Statement, statement, template } from "#db/statement.ts";

export type ContactRow = typeof contacts.$inferSelect;

const byPhone = preparedBy((db) =>
  db
    .select({ contact: contacts })
    .from(contactPhones)
    .innerJoin(contacts, eq(contacts.id, contactPhones.contactId))
    .where(eq(contactPhones.phone, sql.placeholder("phone")))
    .prepare(),
);

export async function contactByPhone(db: Reader, phone: string): Promise<ContactRow | undefined> {
  const [row] = await byPhone(db).execute({ phone });
  return row?.contact;
}

const owner = preparedBy((db) =>
  db
    .select({ id: contactPhones.contactId })
    .from(contactPhones)
    .where(eq(contactPhones.phone, sql.placeholder("phone")))
    .prepare(),
);

/** Whose number it is: the contact's id. */
export async function ownerOf(db: Reader, phone: string): Promise<string | undefined> {
  const [row] = await owner(db).execute({ phone });
  return row?.id;
}

export async function contactById(db: Reader, id: string): Promise<ContactRow | undefined> {
  const [row] = await db.select().from(contacts).where(eq(contacts.id, id));
  return row;
}

/** A number as it was written down. */
export async function writtenNumber(
  db: Reader,
  phone: string,
): Promise<typeof contactPhones.$inferSelect | undefined> {
  const [row] = await db.select().from(contactPhones).where(eq(contactPhones.phone, phone));
  return row;
}

/** Every number of a contact, E.164. */
export async function phonesOf(db: Reader, contactId: string): Promise<string[]> {
  const rows = await db
    .select({ phone: contactPhones.phone })
    .from(contactPhones)
    .where(eq(contactPhones.contactId, contactId))
    .orderBy(contactPhones.createdAt);
  return rows.map((row) => row.phone);
}

/** A number as it is written down; `addedBy` names the app that does it by itself. */
export interface WrittenPhone {
  e164: string;
  raw: string;
  addedBy?: string | null;
}

export interface NewContact {
  id: string;
  name: string | null;
  email: string | null;
  notes: string | null;
  origin: "typed" | "inbound";
  wordsOf: string | null;
  phone: WrittenPhone | undefined;
}

/** A contact of its own; the unit ends when the number has come to belong to somebody meanwhile. */
export function insertContact(contact: NewContact, now: number): Statement[] {
  const { phone, ...row } = contact;
  const insert = statement(builder.insert(contacts).values({ ...row, createdAt: now, updatedAt: now }));
  if (!phone) return [insert];
  const free = sql`NOT EXISTS (SELECT 1 FROM contact_phones WHERE phone = ${phone.e164})`;
  const number = {
    phone: phone.e164,
    contactId: contact.id,
    raw: phone.raw,
    addedBy: phone.addedBy ?? null,
    createdAt: now,
  };
  return [guard("the number is free", free), insert, statement(builder.insert(contactPhones).values(number))];
}

/** A contact for a number that wrote or called, unless the number has one; two first texts at once make one. */
export function ensureContact(id: string, phone: string, raw: string, now: number): Statement[] {
  const values = { id, phone, raw, now };
  return [unlessKnown(values), phoneUnlessKnown(values)];
}

/** One more number of a contact, where it is nobody's. */
export function addPhone(
  contactId: string,
  { e164, raw }: { e164: string; raw: string },
  now: number,
): Statement[] {
  const number = { phone: e164, contactId, raw, createdAt: now };
  return [statement(builder.insert(contactPhones).values(number).onConflictDoNothing())];
}

const place = sql.placeholder;
const isFree = sql`NOT EXISTS (SELECT 1 FROM contact_phones WHERE phone = ${place("phone")})`;

const unlessKnown = template(
  () => sql`INSERT INTO contacts (id, origin, version, created_at, updated_at)
    SELECT ${place("id")}, 'inbound', 1, ${place("now")}, ${place("now")} WHERE ${isFree}`,
);

const phoneUnlessKnown = template(
  () => sql`INSERT INTO contact_phones (phone, contact_id, raw, created_at)
    SELECT ${place("phone")}, ${place("id")}, ${place("raw")}, ${place("now")} WHERE ${isFree}`,
);

/** Gives a name to a contact that a first text or call had made without one. */
export function nameContact(
  contact: ContactRow,
  given: Omit<NewContact, "id" | "origin" | "phone">,
  now: number,
): Statement[] {
  const update = builder
    .update(contacts)
    .set({ ...given, origin: "typed", version: contact.version + 1, updatedAt: now })
    .where(and(eq(contacts.id, contact.id), eq(contacts.version, contact.version), isNull(contacts.name)));
  const unnamed = sql`EXISTS (SELECT 1 FROM contacts WHERE id = ${contact.id} AND version = ${contact.version} AND name IS NULL)`;
  return [guard("the contact is still without a name", unnamed), statement(update)];
}

/** Writes what a person gave of a contact; the unit ends where it has changed meanwhile. */
export function changeContact(
  { id, version }: Pick<ContactRow, "id" | "version">,
  given: Pick<ContactRow, "name" | "email" | "notes">,
  now: number,
): Statement[] {
  // A person has read it over.
  const set = { ...given, wordsOf: null, origin: "typed" as const, version: version + 1, updatedAt: now };
  return [isAsRead({ id, version }), statement(builder.update(contacts).set(set).where(eq(contacts.id, id)))];
}

/** Ends the unit where the contact has changed since. */
export function isAsRead({ id, version }: Pick<ContactRow, "id" | "version">): Statement {
  const same = sql`EXISTS (SELECT 1 FROM contacts WHERE id = ${id} AND version = ${version})`;
  return guard("the contact is as it was read", same);
}
