import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What the owner has set about the business; a key without a row has its default. */
export const settings = sqliteTable("settings", {
  key: text().primaryKey(),
  /** JSON, valid for the key's schema. */
  value: text().notNull(),
  updatedAt: integer().notNull(),
  updatedBy: text().notNull(),
});
