import { and, eq, inArray, sql } from "drizzle-orm";
import { builder } from "#db/client.ts";
import {
  contactAddresses,
  contactEmails,
  contactNames,
  contactNotes,
  contactPhones,
  contacts,
  contactTags,
  removedContacts,
} from "#db/schema/contacts.ts";
import { guard, type Statement, statement } from "#db/statement.ts";
import type { MergeUndo } from "./merge-undo.ts";
import { type ContactRow, isAsRead } from "./store.ts";

/** Undoes a merge: the contact is there again with what was its own, as far as the other one still has it. */
export function unmerge(id: string, into: ContactRow, undo: MergeUndo, now: number): Statement[] {
  const { contact, before, after } = undo;
  const fields = ["name", "email", "notes", "wordsOf", "attributes"] as const;
  // What somebody has written since stays written.
  const back = Object.fromEntries(
    fields.filter((key) => into[key] === after[key]).map((key) => [key, before[key]]),
  );
  const newTags = undo.tags.filter((tag) => !undo.ownTags.includes(tag));
  const newEmails = [...undo.emails, ...(contact.email === null ? [] : [contact.email])].filter(
    (email) => !undo.ownEmails.includes(email),
  );
  return [
    isAsRead(into),
    guard(
      "it can still be undone",
      sql`EXISTS (SELECT 1 FROM removed_contacts WHERE id = ${id} AND undo IS NOT NULL)`,
    ),
    statement(builder.delete(removedContacts).where(eq(removedContacts.id, id))),
    statement(builder.insert(contacts).values({ id, ...contact, updatedAt: now })),
    statement(
      builder
        .update(contacts)
        .set({ ...back, version: into.version + 1, updatedAt: now })
        .where(eq(contacts.id, into.id)),
    ),
    moved(contactPhones, contactPhones.phone, undo.phones),
    moved(contactAddresses, contactAddresses.id, undo.addresses),
    moved(contactNotes, contactNotes.id, undo.notes),
    ...undo.names.map(({ system, externalId }) =>
      statement(
        builder
          .update(contactNames)
          .set({ contactId: id })
          .where(
            and(
              eq(contactNames.contactId, into.id),
              eq(contactNames.system, system),
              eq(contactNames.externalId, externalId),
            ),
          ),
      ),
    ),
    statement(
      builder
        .delete(contactTags)
        .where(and(eq(contactTags.contactId, into.id), inArray(contactTags.tag, newTags))),
    ),
    ...undo.tags.map((tag) => statement(builder.insert(contactTags).values({ contactId: id, tag }))),
    statement(
      builder
        .delete(contactEmails)
        .where(and(eq(contactEmails.contactId, into.id), inArray(contactEmails.email, newEmails))),
    ),
    ...undo.emails.map((email) =>
      statement(builder.insert(contactEmails).values({ contactId: id, email, createdAt: now })),
    ),
  ];

  function moved(
    table: typeof contactPhones | typeof contactAddresses | typeof contactNotes,
    column: Parameters<typeof inArray>[0],
    values: readonly string[],
  ): Statement {
    const own = and(eq(table.contactId, into.id), inArray(column, [...values]));
    return statement(builder.update(table).set({ contactId: id }).where(own));
  }
}
