import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
    /** What else is known of it, JSON: name → text. */
    attributes: text(),
    /** When it was put away; null while it is in use. */
    archivedAt: integer(),
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
    /** The app that wrote it down by itself; null where a person did, or the number wrote or called. */
    addedBy: text(),
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
    /** What a merge can be undone with, JSON; gone a month later. */
    undo: text(),
  },
  (table) => [index("removed_contacts_at").on(table.removedAt)],
);

/** Further email addresses of contacts, beside the one that stands with the contact. */
export const contactEmails = sqliteTable(
  "contact_emails",
  {
    contactId: text()
      .notNull()
      .references(() => contacts.id, { onDelete: "cascade" }),
    /** In small letters. */
    email: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.contactId, table.email] }),
    index("contact_emails_email").on(table.email),
  ],
);

/** Where contacts are, by a label such as Home. */
export const contactAddresses = sqliteTable(
  "contact_addresses",
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id, { onDelete: "cascade" }),
    label: text().notNull(),
    /** As it would stand on an envelope, in one line. */
    address: text().notNull(),
    /** How to get in: gates, dogs, keys. */
    directions: text(),
    createdAt: integer().notNull(),
  },
  (table) => [index("contact_addresses_contact").on(table.contactId, table.createdAt)],
);

/** Words that contacts are sorted by. */
export const contactTags = sqliteTable(
  "contact_tags",
  {
    contactId: text()
      .notNull()
      .references(() => contacts.id, { onDelete: "cascade" }),
    /** In small letters. */
    tag: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.contactId, table.tag] }), index("contact_tags_tag").on(table.tag)],
);

/** What was written down about a contact, each with its day and who wrote it. */
export const contactNotes = sqliteTable(
  "contact_notes",
  {
    id: text().primaryKey(),
    contactId: text()
      .notNull()
      .references(() => contacts.id, { onDelete: "cascade" }),
    content: text().notNull(),
    /** A person's id. */
    author: text().notNull(),
    /** The app with which they wrote it. */
    client: text(),
    /** Numbers whose words an app had just read that wrote it, JSON. */
    wordsOf: text(),
    createdAt: integer().notNull(),
  },
  (table) => [index("contact_notes_contact").on(table.contactId, table.createdAt)],
);

/** What other systems call a contact. */
export const contactNames = sqliteTable(
  "contact_names",
  {
    /** Which system, such as `quickbooks`. */
    system: text().notNull(),
    externalId: text().notNull(),
    contactId: text()
      .notNull()
      .references(() => contacts.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.system, table.externalId] }),
    index("contact_names_contact").on(table.contactId),
  ],
);

/** A list of contacts that was brought in from elsewhere: one step, which can be taken back. */
export const contactImports = sqliteTable("contact_imports", {
  id: text().primaryKey(),
  /** What the file was called. */
  name: text().notNull(),
  contacts: integer().notNull(),
  by: text().notNull(),
  createdAt: integer().notNull(),
  /** When it was taken back. */
  undoneAt: integer(),
});

/** Which contacts came with which list. */
export const importedContacts = sqliteTable(
  "imported_contacts",
  {
    importId: text()
      .notNull()
      .references(() => contactImports.id),
    contactId: text().notNull(),
    /** The state in which it was brought in: what was changed since is not taken back. */
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.contactId] })],
);
