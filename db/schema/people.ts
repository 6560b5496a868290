import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Access tokens, personal and OAuth's alike. Only the SHA-256 of a token is kept. */
export const tokens = sqliteTable(
  "tokens",
  {
    id: text().primaryKey(),
    hash: text().notNull().unique(),
    name: text().notNull(),
    /** Who the token acts for: a person's id, or `owner` when it was made at the command line. */
    user: text().notNull(),
    /** Comma-separated. */
    scopes: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    lastUsedAt: integer(),
    revokedAt: integer(),
    /** The grant an OAuth access token stems from; null for a personal one. */
    grantId: text(),
    /** The code it began with: what is revoked together when a refresh token is used twice. */
    family: text(),
    /** The origin it is good at (RFC 8707); null for a personal one. */
    audience: text(),
    /** The personal token that minted it: it ends with that one. */
    parentId: text(),
  },
  (table) => [
    index("tokens_name").on(table.name),
    index("tokens_user").on(table.user),
    index("tokens_grant").on(table.grantId),
    index("tokens_family").on(table.family),
    index("tokens_parent").on(table.parentId),
    index("tokens_expires").on(table.expiresAt),
  ],
);

export const roles = ["owner", "approver", "staff", "viewer"] as const;

/** Who may sign in. */
export const people = sqliteTable("people", {
  id: text().primaryKey(),
  /** Lower case. */
  email: text().notNull().unique(),
  name: text().notNull(),
  role: text({ enum: roles }).notNull(),
  /** scrypt, with its parameters and salt; null until a password has been chosen. */
  passwordHash: text(),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
  /** Set while the person may not come in. */
  disabledAt: integer(),
});

/** Keys that a device of a person's holds (WebAuthn): the public half. */
export const passkeys = sqliteTable(
  "passkeys",
  {
    /** The credential's id, base64url. */
    id: text().primaryKey(),
    personId: text()
      .notNull()
      .references(() => people.id),
    /** COSE, base64url. */
    publicKey: text().notNull(),
    counter: integer().notNull(),
    /** Comma-separated hints of how it is reached. */
    transports: text().notNull(),
    name: text().notNull(),
    createdAt: integer().notNull(),
    lastUsedAt: integer(),
  },
  (table) => [index("passkeys_person").on(table.personId)],
);

/** Accounts elsewhere that a person signs in with. */
export const identities = sqliteTable(
  "identities",
  {
    provider: text({ enum: ["google", "github"] }).notNull(),
    /** The provider's own id of the account. */
    subject: text().notNull(),
    personId: text()
      .notNull()
      .references(() => people.id),
    createdAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.subject] }),
    index("identities_person").on(table.personId),
  ],
);

/** Browsers that are signed in. Only the SHA-256 of a cookie is kept. */
export const sessions = sqliteTable(
  "sessions",
  {
    id: text().primaryKey(),
    hash: text().notNull().unique(),
    personId: text()
      .notNull()
      .references(() => people.id),
    createdAt: integer().notNull(),
    /** When the person last proved who they are. */
    authenticatedAt: integer().notNull(),
    lastSeenAt: integer().notNull(),
    expiresAt: integer().notNull(),
    /** What the browser called itself, cut short. */
    agent: text().notNull(),
  },
  (table) => [index("sessions_person").on(table.personId), index("sessions_expires").on(table.expiresAt)],
);

/** Links that let somebody in once: to set the desk up, to accept an invitation, to choose a new password. */
export const entryLinks = sqliteTable(
  "entry_links",
  {
    hash: text().primaryKey(),
    purpose: text({ enum: ["setup", "invite", "reset"] }).notNull(),
    email: text(),
    role: text({ enum: roles }),
    personId: text().references(() => people.id),
    /** Who made it: a person's id, or `owner` at the command line; null for the first start's. */
    madeBy: text(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    /** Set when it was used, or taken back. */
    usedAt: integer(),
  },
  (table) => [index("entry_links_expires").on(table.expiresAt)],
);

/** Something begun that has to come back once: a passkey's challenge, a sign-in at another provider. */
export const signInAttempts = sqliteTable(
  "sign_in_attempts",
  {
    hash: text().primaryKey(),
    purpose: text({ enum: ["passkey", "new passkey", "google", "github"] }).notNull(),
    /** JSON of what has to hold when it comes back. */
    data: text().notNull(),
    expiresAt: integer().notNull(),
  },
  (table) => [index("sign_in_attempts_expires").on(table.expiresAt)],
);

/** A person's own key at an outside service, sealed. */
export const providerKeys = sqliteTable(
  "provider_keys",
  {
    personId: text()
      .notNull()
      .references(() => people.id),
    provider: text({ enum: ["quo", "openai"] }).notNull(),
    sealed: text().notNull(),
    lastFour: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.provider] })],
);
