import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Signed events from outside, stored raw before anything is done with them. */
export const inboundEvents = sqliteTable(
  "inbound_events",
  {
    id: text().primaryKey(),
    source: text().notNull(),
    /** The sender's id of the event: the same event is kept once. */
    eventId: text().notNull(),
    type: text().notNull(),
    raw: text().notNull(),
    /** `received`, then `processed`; `retrying` and `failed` after trouble; `unrecognized` when no reader knows it. */
    state: text({ enum: ["received", "processed", "retrying", "failed", "unrecognized"] }).notNull(),
    attempts: integer().notNull().default(0),
    /** One of our own codes. */
    errorCode: text(),
    nextAttemptAt: integer(),
    receivedAt: integer().notNull(),
    processedAt: integer(),
    /** The process whose turn it is to process it, where several share the database. */
    holder: text(),
  },
  (table) => [
    uniqueIndex("inbound_events_event").on(table.source, table.eventId),
    index("inbound_events_received").on(table.receivedAt),
    // Nearly all are processed when they are read again.
    index("inbound_events_open").on(table.state, table.nextAttemptAt).where(sql`state <> 'processed'`),
  ],
);

/** Effects outside this house: a row before the try, a state after it. */
export const outbox = sqliteTable(
  "outbox",
  {
    id: text().primaryKey(),
    /** The operation whose effect this is. */
    operation: text().notNull(),
    /** What the effect acts on, e.g. a message's id. */
    ref: text().notNull(),
    /** Effects of one lane run one after the other. */
    lane: text().notNull(),
    state: text({ enum: ["intended", "trying", "done", "failed", "unknown"] }).notNull(),
    createdAt: integer().notNull(),
    /** Not before then; null for at once. */
    dueAt: integer(),
    triedAt: integer(),
    /** The process that tries it, where several share the database. */
    holder: text(),
    endedAt: integer(),
    /** How often an `unknown` one was looked up at the service. */
    lookups: integer().notNull().default(0),
    nextLookupAt: integer(),
    /** The caller's own key at the service, sealed, until the effect has ended; null for the desk's. */
    sealedKey: text(),
    /** The authorization request it was allowed with. */
    requestId: text(),
  },
  (table) => [
    index("outbox_request").on(table.requestId),
    index("outbox_state").on(table.state, table.nextLookupAt),
    index("outbox_due").on(table.dueAt).where(sql`state = 'intended'`),
    uniqueIndex("outbox_ref").on(table.operation, table.ref),
  ],
);

/** What happened here, in order; reactions read it. */
export const events = sqliteTable("events", {
  seq: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull().unique(),
  type: text().notNull(),
  /** The record it happened to. */
  subject: text().notNull(),
  /** What of the record: a ticket's note, or a line of its history. */
  about: text(),
  at: integer().notNull(),
});

/** How far each reader of `events` has come. */
export const cursors = sqliteTable("cursors", {
  name: text().primaryKey(),
  seq: integer().notNull(),
});

/** Answers that a repeated call gets again. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    /** Who asked and for which operation: keys of different callers never meet. */
    scope: text().notNull(),
    key: text().notNull(),
    /** SHA-256 of the canonical input. */
    digest: text().notNull(),
    /** The run that wrote the row. */
    run: text().notNull(),
    /** JSON from which the answer is made again. */
    result: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("idempotency_key").on(table.scope, table.key),
    index("idempotency_expires").on(table.expiresAt),
  ],
);
