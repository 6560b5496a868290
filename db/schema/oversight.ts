import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const requestStates = [
  "pending",
  "authorized",
  "executing",
  "executed",
  "failed",
  "unknown",
  "denied",
  "expired",
  "cancelled",
  "stale",
] as const;

/** Operations that wait for a person. */
export const authorizationRequests = sqliteTable(
  "authorization_requests",
  {
    id: text().primaryKey(),
    operation: text().notNull(),
    /** Canonical JSON of the input as it will run. */
    input: text().notNull(),
    /** Canonical JSON of what the person is shown. */
    facts: text().notNull(),
    /** SHA-256 over operation, asker, input and facts. */
    digest: text().notNull(),
    reason: text().notNull(),
    reasoning: text(),
    state: text({ enum: requestStates }).notNull(),
    user: text().notNull(),
    client: text().notNull(),
    /** The asker's scopes, frozen, comma-separated. */
    scopes: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    decidedAt: integer(),
    decidedBy: text(),
    note: text(),
    /** JSON of the output once it has run. */
    output: text(),
  },
  (table) => [
    uniqueIndex("authorization_requests_open").on(table.digest).where(sql`state = 'pending'`),
    index("authorization_requests_state").on(table.state, table.createdAt),
  ],
);

/** Every call, refusal and decision, in order. */
export const audit = sqliteTable(
  "audit",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull().unique(),
    at: integer().notNull(),
    operation: text().notNull(),
    /** An outcome: `done`, `replayed`, `authorization_required`, or an error code. */
    outcome: text().notNull(),
    user: text().notNull(),
    client: text().notNull(),
    face: text().notNull(),
    requestId: text().notNull(),
    /** The audit row of the operation that used this one. */
    parentId: text(),
    /** SHA-256 of the canonical input. */
    digest: text(),
    /** SHA-256 over the salt, the input and the reason that lie apart; null where nothing does. */
    payloadHash: text(),
  },
  (table) => [index("audit_at").on(table.at)],
);

/** What was asked, apart from the row that says that it was: it goes when a person is erased. */
export const auditPayloads = sqliteTable("audit_payloads", {
  auditId: text()
    .primaryKey()
    .references(() => audit.id),
  /** Random: without it the hash in the line says nothing of a payload that has gone. */
  salt: text().notNull().default(""),
  /** Canonical JSON of the input. */
  input: text().notNull(),
  /** The caller's reason, where one was given. */
  reasoning: text(),
});

/** The chain over the audit: each seal covers the lines since the one before, and that one's hash. */
export const auditSeals = sqliteTable("audit_seals", {
  /** The last line it covers. */
  seq: integer().primaryKey(),
  /** Lines it covers. */
  lines: integer().notNull(),
  at: integer().notNull(),
  /** The hash of the seal before; empty for the first. */
  previous: text().notNull(),
  hash: text().notNull(),
});
