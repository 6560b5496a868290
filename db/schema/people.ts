import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Access tokens. Only the SHA-256 of a token is kept. */
export const tokens = sqliteTable(
  "tokens",
  {
    id: text().primaryKey(),
    hash: text().notNull().unique(),
    name: text().notNull(),
    /** Who the token acts for. */
    user: text().notNull(),
    /** Comma-separated. */
    scopes: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    lastUsedAt: integer(),
    revokedAt: integer(),
  },
  (table) => [index("tokens_name").on(table.name)],
);
