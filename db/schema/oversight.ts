import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
    /** Canonical JSON of what the person is shown: the plan's facts, and the lines of the card. */
    facts: text().notNull(),
    /** SHA-256 over operation, asker, scopes, input, facts and versions. */
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
    /** JSON from which the answer is made, once it runs. */
    output: text(),
    /** Canonical JSON: record → its version when the facts were read. */
    versions: text().notNull().default("{}"),
    /** SHA-256 over operation, asker and input: the same call, whatever has become of the records. */
    callDigest: text().notNull().default(""),
    /** The token that minted the asker's, or the asker: what is waiting is counted for it. */
    family: text().notNull().default(""),
    /** JSON of the call's idempotency key, which is kept with the result once it runs. */
    idempotency: text(),
    /** How the asker came in. */
    face: text().notNull().default("mcp"),
    /** How far the asker reaches. */
    authority: text().notNull().default("tools"),
    /** JSON list of why it waits: what a standing rule has to cover. */
    causes: text().notNull().default("[]"),
    /** The asker's own key at a provider, sealed, until the request has ended. */
    sealedKey: text(),
    /** When it had run to its end, or could not. */
    endedAt: integer(),
    /** One of our own codes, when it was allowed and could not run. */
    errorCode: text(),
    /** The request whose facts had changed, and which this one takes the place of. */
    replaces: text(),
    replacedBy: text(),
    /** The standing rule that was made with the decision. */
    policyId: text(),
    /** When people were told that it waits, and reminded. */
    noticedAt: integer(),
    remindedAt: integer(),
  },
  (table) => [
    uniqueIndex("authorization_requests_open").on(table.digest).where(sql`state = 'pending'`),
    index("authorization_requests_state").on(table.state, table.createdAt),
    index("authorization_requests_call").on(table.callDigest, table.createdAt),
  ],
);

/** Whose words each app was answered with, and when last: it raises the bar for what the app does next. */
export const wordsRead = sqliteTable(
  "words_read",
  {
    user: text().notNull(),
    client: text().notNull(),
    /** The number whose words they were; empty where there were too many to name. */
    peer: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.user, table.client, table.peer] }),
    index("words_read_at").on(table.at),
  ],
);

/** Standing decisions: what runs without asking again, until when, and how much of it. */
export const policies = sqliteTable(
  "policies",
  {
    id: text().primaryKey(),
    operation: text().notNull(),
    /** JSON list of the causes it covers. */
    causes: text().notNull(),
    /** The app it holds for; null for every app. */
    client: text(),
    /** JSON list of what it may be done to; null for anything. */
    target: text(),
    /** JSON list of what it may say; null for anything. */
    words: text(),
    /** The most in one call; null where the operation has no measure. */
    cap: integer(),
    /** The most in one day. */
    dailyCap: integer(),
    createdAt: integer().notNull(),
    createdBy: text().notNull(),
    /** The request it was made with. */
    requestId: text().notNull(),
    expiresAt: integer().notNull(),
    revokedAt: integer(),
    revokedBy: text(),
    uses: integer().notNull().default(0),
    lastUsedAt: integer(),
    /** The day of its last use, in days since 1970 UTC, and how much that day. */
    day: integer().notNull().default(0),
    dayAmount: integer().notNull().default(0),
  },
  (table) => [index("policies_operation").on(table.operation, table.expiresAt)],
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
    /** The lines right before this one that were written with it: what they have alike, then a line each. */
    packed: text(),
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
