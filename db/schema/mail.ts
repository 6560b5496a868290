import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const emailStates = ["queued", "sent", "failed", "unknown"] as const;

/** What went out by email. */
export const emails = sqliteTable(
  "emails",
  {
    id: text().primaryKey(),
    /** Whom it is for; null for the owner. */
    contactId: text(),
    to: text().notNull(),
    subject: text().notNull(),
    content: text().notNull(),
    /** JSON: `{what, id}` of the paper that goes with it; null for none. */
    attached: text(),
    state: text({ enum: emailStates }).notNull(),
    errorCode: text(),
    /** What the page is called on which they say that they want no more. */
    token: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("emails_token").on(table.token),
    index("emails_created").on(table.createdAt, table.id),
    index("emails_contact").on(table.contactId).where(sql`contact_id IS NOT NULL`),
  ],
);

/** Who wants no more email, or wants it again: the address as a keyed hash, so that it holds for somebody who was erased. */
export const emailOptOuts = sqliteTable("email_opt_outs", {
  hash: text().primaryKey(),
  state: text({ enum: ["out", "in"] }).notNull(),
  at: integer().notNull(),
});
