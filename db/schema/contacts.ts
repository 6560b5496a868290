import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** People and companies the business deals with. */
export const contacts = sqliteTable(
  "contacts",
  {
    id: text().primaryKey(),
    /** Null until somebody says who the number belongs to. */
    name: text(),
    email: text(),
    notes: text(),
    /** How the contact came to be: `typed` by a person or a model, `inbound` from a text or call. */
    origin: text({ enum: ["typed", "inbound"] }).notNull(),
    /** Numbers whose words an app had just read that wrote name or notes, JSON; null where a person wrote them last. */
    wordsOf: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    index("contacts_created").on(table.createdAt),
    index("contacts_name").on(sql`name COLLATE NOCASE`, table.id),
  ],
);

/** Numbers of contacts; a number belongs to one contact. */
export const contactPhones = sqliteTable(
  "contact_phones",
  {
    /** E.164. */
    phone: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id, { onDelete: "cascade" }),
    /** What was typed or received, before it was read. */
    raw: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [index("contact_phones_contact").on(table.contactId)],
);

/** Contacts that have gone: deleted, or merged into another. */
export const removedContacts = sqliteTable(
  "removed_contacts",
  {
    id: text().primaryKey(),
    /** The contact that it was merged into. */
    mergedInto: text(),
    removedAt: integer().notNull(),
    /** The request or rule it was allowed with; null where nobody had to be asked. */
    allowedBy: text(),
    /** True where all that was exchanged with it went too. */
    erased: integer({ mode: "boolean" }).notNull().default(false),
  },
  (table) => [index("removed_contacts_at").on(table.removedAt)],
);
