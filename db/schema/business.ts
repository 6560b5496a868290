import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What the owner has set about the business; a key without a row has its default. */
export const settings = sqliteTable("settings", {
  key: text().primaryKey(),
  /** JSON, valid for the key's schema. */
  value: text().notNull(),
  updatedAt: integer().notNull(),
  updatedBy: text().notNull(),
});

/** Secrets of services that the owner has left on a page, sealed; what the environment sets goes before them. */
export const keptSecrets = sqliteTable("kept_secrets", {
  name: text().primaryKey(),
  /** The secret, and behind a comma the one before it while both are good. */
  sealed: text().notNull(),
  /** What tells it from others: its last four characters. */
  lastFour: text().notNull(),
  /** True while the one before it is good too. */
  hasPrevious: integer({ mode: "boolean" }).notNull().default(false),
  setAt: integer().notNull(),
  setBy: text().notNull(),
});
