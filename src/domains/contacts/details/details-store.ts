import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import {
  contactAddresses,
  contactEmails,
  contactNames,
  contactNotes,
  contactPhones,
  contacts,
  contactTags,
} from "#db/schema/contacts.ts";
import { guard, type Statement, statement } from "#db/statement.ts";
import { type ContactRow, isAsRead, type WrittenPhone } from "#domains/contacts/store.ts";

export type AddressRow = typeof contactAddresses.$inferSelect;
export type ContactNoteRow = typeof contactNotes.$inferSelect;

/** What belongs to a contact beside its own row. */
export interface Details {
  phones: string[];
  emails: string[];
  addresses: AddressRow[];
  tags: string[];
  names: { system: string; externalId: string }[];
}

/** The details of these contacts, by their ids. */
export async function detailsOf(db: Reader, ids: readonly string[]): Promise<Map<string, Details>> {
  const found = new Map(
    ids.map((id): [string, Details] => [id, { phones: [], emails: [], addresses: [], tags: [], names: [] }]),
  );
  if (ids.length === 0) return found;
  const of = [...ids];
  const [phones, emails, addresses, tags, names] = await Promise.all([
    db
      .select()
      .from(contactPhones)
      .where(inArray(contactPhones.contactId, of))
      .orderBy(contactPhones.createdAt),
    db
      .select()
      .from(contactEmails)
      .where(inArray(contactEmails.contactId, of))
      .orderBy(contactEmails.createdAt),
    db
      .select()
      .from(contactAddresses)
      .where(inArray(contactAddresses.contactId, of))
      .orderBy(contactAddresses.createdAt, contactAddresses.id),
    db.select().from(contactTags).where(inArray(contactTags.contactId, of)).orderBy(contactTags.tag),
    db.select().from(contactNames).where(inArray(contactNames.contactId, of)).orderBy(contactNames.system),
  ]);
  for (const { contactId, phone } of phones) found.get(contactId)?.phones.push(phone);
  for (const { contactId, email } of emails) found.get(contactId)?.emails.push(email);
  for (const row of addresses) found.get(row.contactId)?.addresses.push(row);
  for (const { contactId, tag } of tags) found.get(contactId)?.tags.push(tag);
  for (const { contactId, ...name } of names) found.get(contactId)?.names.push(name);
  return found;
}

export async function contactsByIds(db: Reader, ids: readonly string[]): Promise<ContactRow[]> {
  return ids.length === 0
    ? []
    : await db
        .select()
        .from(contacts)
        .where(inArray(contacts.id, [...ids]));
}

/** Contacts that have an address, whichever of theirs it is. */
export async function contactsByEmail(db: Reader, email: string): Promise<ContactRow[]> {
  const small = email.toLowerCase();
  const others = db
    .select({ id: contactEmails.contactId })
    .from(contactEmails)
    .where(eq(contactEmails.email, small));
  return await db
    .select()
    .from(contacts)
    .where(sql`lower(${contacts.email}) = ${small} OR ${inArray(contacts.id, others)}`)
    .limit(20);
}

/** Contacts of exactly this name, in whatever letters. */
export async function contactsNamed(db: Reader, name: string): Promise<ContactRow[]> {
  return await db.select().from(contacts).where(sql`name = ${name} COLLATE NOCASE`).limit(20);
}

/** What was written down about a contact, the newest first. */
export async function contactNotesOf(
  db: Reader,
  contactId: string,
  limit: number,
): Promise<ContactNoteRow[]> {
  return await db
    .select()
    .from(contactNotes)
    .where(eq(contactNotes.contactId, contactId))
    .orderBy(desc(contactNotes.createdAt), desc(contactNotes.id))
    .limit(limit);
}

export function insertContactNote(row: ContactNoteRow): Statement {
  return statement(builder.insert(contactNotes).values(row));
}

/** What is written of a contact anew; a part that is left out stays as it is. */
export interface ContactChange {
  row: Partial<Pick<ContactRow, "name" | "email" | "notes" | "attributes" | "archivedAt" | "wordsOf">>;
  addPhones?: WrittenPhone[];
  removePhones?: string[];
  addEmails?: string[];
  removeEmails?: string[];
  /** Each takes the place of the one of its id. */
  addresses?: Omit<AddressRow, "contactId" | "createdAt">[];
  removeAddresses?: string[];
  addTags?: string[];
  removeTags?: string[];
  names?: { system: string; externalId: string | null }[];
}

/** Changes a contact and what belongs to it; the unit ends where it has changed meanwhile, or a number is somebody's. */
export function updateContact(
  { id, version }: Pick<ContactRow, "id" | "version">,
  change: ContactChange,
  now: number,
): Statement[] {
  const set = { ...change.row, version: version + 1, updatedAt: now };
  return [
    isAsRead({ id, version }),
    ...(change.addPhones ?? []).flatMap(({ e164, raw, addedBy = null }) => [
      guard("the number is free", sql`NOT EXISTS (SELECT 1 FROM contact_phones WHERE phone = ${e164})`),
      statement(
        builder.insert(contactPhones).values({ phone: e164, contactId: id, raw, addedBy, createdAt: now }),
      ),
    ]),
    ...removal(
      contactPhones,
      and(eq(contactPhones.contactId, id), among(contactPhones.phone, change.removePhones)),
    ),
    ...detailStatements(id, change, now),
    statement(builder.update(contacts).set(set).where(eq(contacts.id, id))),
  ];
}

/** What belongs to a contact beside its numbers, as it is written for a new one too. */
export function detailStatements(id: string, change: Omit<ContactChange, "row">, now: number): Statement[] {
  const { addEmails = [], addresses = [], addTags = [], names = [] } = change;
  return [
    ...addEmails.map((email) =>
      statement(
        builder.insert(contactEmails).values({ contactId: id, email, createdAt: now }).onConflictDoNothing(),
      ),
    ),
    ...removal(
      contactEmails,
      and(eq(contactEmails.contactId, id), among(contactEmails.email, change.removeEmails)),
    ),
    ...addresses.map(({ id: addressId, ...rest }) =>
      statement(
        builder
          .insert(contactAddresses)
          .values({ id: addressId, contactId: id, ...rest, createdAt: now })
          .onConflictDoUpdate({ target: contactAddresses.id, set: rest }),
      ),
    ),
    ...removal(
      contactAddresses,
      and(eq(contactAddresses.contactId, id), among(contactAddresses.id, change.removeAddresses)),
    ),
    ...addTags.map((tag) =>
      statement(builder.insert(contactTags).values({ contactId: id, tag }).onConflictDoNothing()),
    ),
    ...removal(contactTags, and(eq(contactTags.contactId, id), among(contactTags.tag, change.removeTags))),
    ...names.map(({ system, externalId }) =>
      externalId === null
        ? statement(
            builder
              .delete(contactNames)
              .where(and(eq(contactNames.system, system), eq(contactNames.contactId, id))),
          )
        : statement(
            // A name that is somebody else's stays theirs: two records are never told to be one by it.
            builder.insert(contactNames).values({ system, externalId, contactId: id }).onConflictDoNothing(),
          ),
    ),
  ];
}

type Column = Parameters<typeof inArray>[0];

function among(column: Column, values: readonly string[] | undefined) {
  return values && values.length > 0 ? inArray(column, [...values]) : sql`0`;
}

function removal(
  table: Parameters<typeof builder.delete>[0],
  condition: ReturnType<typeof and>,
): Statement[] {
  return [statement(builder.delete(table).where(condition))];
}

/** Whose an id in another system is. */
export async function contactNamedIn(
  db: Reader,
  system: string,
  externalId: string,
): Promise<string | undefined> {
  const [row] = await db
    .select({ contactId: contactNames.contactId })
    .from(contactNames)
    .where(and(eq(contactNames.system, system), eq(contactNames.externalId, externalId)));
  return row?.contactId;
}

/** Every tag there is, with how many contacts have it. */
export async function everyTag(db: Reader): Promise<{ tag: string; contacts: number }[]> {
  return await db
    .select({ tag: contactTags.tag, contacts: sql<number>`count(*)` })
    .from(contactTags)
    .groupBy(contactTags.tag)
    .orderBy(asc(contactTags.tag))
    .limit(200);
}

const belongings = [contactEmails, contactAddresses, contactTags, contactNotes, contactNames] as const;

/** Takes away all that belongs to a contact beside its numbers. */
export function removeDetails(contactIds: readonly string[]): Statement[] {
  return belongings.map((table) =>
    statement(builder.delete(table).where(inArray(table.contactId, [...contactIds]))),
  );
}

/** Gives what belongs to one contact to another; what that one has already goes. */
export function moveDetails(from: string, into: string): Statement[] {
  return [
    statement(sql`UPDATE OR IGNORE contact_emails SET contact_id = ${into} WHERE contact_id = ${from}`),
    statement(sql`UPDATE contact_addresses SET contact_id = ${into} WHERE contact_id = ${from}`),
    statement(sql`UPDATE OR IGNORE contact_tags SET contact_id = ${into} WHERE contact_id = ${from}`),
    statement(sql`UPDATE contact_notes SET contact_id = ${into} WHERE contact_id = ${from}`),
    statement(sql`UPDATE contact_names SET contact_id = ${into} WHERE contact_id = ${from}`),
  ];
}
