import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Programs that may ask to act for somebody (RFC 7591). Secrets are kept as SHA-256. */
export const oauthClients = sqliteTable(
  "oauth_clients",
  {
    /** For a client that names a document: the document's address. */
    id: text().primaryKey(),
    /** How it came to be known: it registered, it names a document, or the owner entered it. */
    source: text({ enum: ["registered", "document", "entered"] }).notNull(),
    /** What it calls itself: text of a stranger. */
    name: text().notNull(),
    /** JSON list. */
    redirectUris: text().notNull(),
    authMethod: text({ enum: ["none", "client_secret_basic", "client_secret_post"] }).notNull(),
    secretHash: text(),
    /** JSON list. */
    grantTypes: text().notNull(),
    /** For client credentials: what it may do. Comma-separated. */
    scopes: text().notNull(),
    createdAt: integer().notNull(),
    /** When a person last allowed it something, or it last got a token; null while it never has. */
    lastUsedAt: integer(),
    /** For a document: until when what was read of it counts. */
    freshUntil: integer(),
  },
  (table) => [index("oauth_clients_unused").on(table.lastUsedAt, table.createdAt)],
);

/** What a person has allowed a client, once for each of both. Every token of the client stems from one. */
export const oauthGrants = sqliteTable(
  "oauth_grants",
  {
    id: text().primaryKey(),
    clientId: text()
      .notNull()
      .references(() => oauthClients.id, { onDelete: "cascade" }),
    /** The person who allowed it; `owner` for client credentials, which the command line allows. */
    user: text().notNull(),
    /** Comma-separated: what the person has allowed so far and not taken back. */
    scopes: text().notNull(),
    createdAt: integer().notNull(),
    lastUsedAt: integer(),
    revokedAt: integer(),
  },
  (table) => [
    uniqueIndex("oauth_grants_living").on(table.clientId, table.user).where(sql`revoked_at IS NULL`),
    index("oauth_grants_user").on(table.user),
  ],
);

/** Authorization codes: good once, for a minute (RFC 6749 §4.1.2). */
export const oauthCodes = sqliteTable(
  "oauth_codes",
  {
    hash: text().primaryKey(),
    /** What is given for it, and revoked together when it is presented twice. */
    family: text().notNull(),
    grantId: text()
      .notNull()
      .references(() => oauthGrants.id, { onDelete: "cascade" }),
    redirectUri: text().notNull(),
    /** S256 (RFC 7636). */
    challenge: text().notNull(),
    scopes: text().notNull(),
    audience: text().notNull(),
    expiresAt: integer().notNull(),
    usedAt: integer(),
  },
  (table) => [index("oauth_codes_expires").on(table.expiresAt)],
);

/** Refresh tokens: each is replaced when it is used (RFC 9700 §4.14). */
export const oauthRefreshTokens = sqliteTable(
  "oauth_refresh_tokens",
  {
    hash: text().primaryKey(),
    family: text().notNull(),
    grantId: text()
      .notNull()
      .references(() => oauthGrants.id, { onDelete: "cascade" }),
    scopes: text().notNull(),
    audience: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    /** When it was first presented; from then on it has two minutes left. */
    replacedAt: integer(),
    revokedAt: integer(),
  },
  (table) => [
    index("oauth_refresh_grant").on(table.grantId),
    index("oauth_refresh_family").on(table.family),
    index("oauth_refresh_expires").on(table.expiresAt),
  ],
);
