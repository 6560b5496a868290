import { sql } from "drizzle-orm";
import { blob, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** How far a number's registration for texting is: `A2P 10DLC` of US local numbers, verification of toll-free ones. */
export const registrations = ["registered", "pending", "missing", "not_needed"] as const;

/** Phone numbers of the business, each held at a provider. */
export const lines = sqliteTable(
  "lines",
  {
    id: text().primaryKey(),
    provider: text().notNull(),
    /** The provider's own id of the number. */
    providerId: text().notNull(),
    /** E.164. */
    number: text().notNull(),
    name: text().notNull(),
    /** False once the provider no longer lists it. */
    active: integer({ mode: "boolean" }).notNull().default(true),
    /** False while the carrier or the provider does not let this number text. */
    canText: integer({ mode: "boolean" }).notNull().default(true),
    /** False where the number takes and places no calls, whatever its provider can do. */
    canCall: integer({ mode: "boolean" }).notNull().default(true),
    /** Whether carriers know the number as a business's: one of `registrations`; null where the provider does not say. */
    registration: text({ enum: registrations }),
    /** Up to when all that the provider has of it is here; null where it was never read. */
    syncedAt: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("lines_provider_id").on(table.provider, table.providerId),
    index("lines_number").on(table.number),
  ],
);

/** One thread for every number on the other side. */
export const conversations = sqliteTable(
  "conversations",
  {
    id: text().primaryKey(),
    /** The other side: E.164, or a short code as the carrier wrote it. */
    peer: text().notNull().unique(),
    lastActivityAt: integer().notNull(),
    lastInboundAt: integer(),
    createdAt: integer().notNull(),
    /** When it was last texted or called of the desk's own accord, without a person's word. */
    unaskedAt: integer(),
    /** How often in a row: it begins anew after `limits.burst_minutes` of silence. */
    unaskedCount: integer().notNull().default(0),
    /** When the last of theirs arrived that nobody has answered; null while nothing waits for an answer. */
    waitingSince: integer(),
    /** Up to when somebody has read it; null where nobody has said so. */
    readAt: integer(),
    /** When it was said that nothing is to be done; null while something is, or when they wrote or called since. */
    doneAt: integer(),
    /** Until when it is put aside. */
    snoozedUntil: integer(),
    /** Who looks after it, by name. */
    assignee: text(),
    /** The business's own note. */
    note: text(),
    /** What their last matter seems to be about: a guess from its words; null where nothing is known. */
    topic: text(),
    /** The desk's number that a rule has it answered from. */
    answerFrom: text(),
    /** One of the owner's answers that fits the last question, and the text that asked it. */
    draft: text(),
    draftFor: text(),
    /** When the owner was told last that it may be an emergency. */
    toldAt: integer(),
  },
  (table) => [
    index("conversations_activity").on(table.lastActivityAt),
    index("conversations_waiting").on(table.lastActivityAt, table.id).where(sql`waiting_since IS NOT NULL`),
    index("conversations_unasked").on(table.unaskedAt).where(sql`unasked_at IS NOT NULL`),
  ],
);

/**
 * What a text is for. `transactional`: of something the person has with the business. `conversational`: an answer.
 * `marketing`: to sell. `notice`: the desk's own word on being texted: a confirmed STOP, HELP.
 */
export const purposes = ["transactional", "conversational", "marketing", "notice"] as const;

export const messageStatuses = [
  "scheduled",
  "canceled",
  "queued",
  "unknown",
  "sent",
  "delivered",
  "undelivered",
  "failed",
  "received",
] as const;

/** Texts, both ways. */
export const messages = sqliteTable(
  "messages",
  {
    id: text().primaryKey(),
    conversationId: text()
      .notNull()
      .references(() => conversations.id),
    lineId: text()
      .notNull()
      .references(() => lines.id),
    provider: text().notNull(),
    /** Null until the provider has named it. */
    providerId: text(),
    direction: text({ enum: ["inbound", "outbound"] }).notNull(),
    /** The other side's number. */
    peer: text().notNull(),
    content: text().notNull(),
    /** JSON list of `{url, type}`. */
    media: text(),
    status: text({ enum: messageStatuses }).notNull(),
    /** One of our own codes, when the text did not go through. */
    errorCode: text(),
    /** Who asked for it; null for what came in or was typed elsewhere. */
    askedBy: text(),
    /** The request or rule with which a person allowed it, or who wrote it at a page; null where nobody was asked. */
    allowedBy: text(),
    /** What it is for: it decides which consent and which hours it needs. Null for what came in. */
    purpose: text({ enum: purposes }),
    /** In how many parts carriers take it; null for what came in. */
    segments: integer(),
    /** What it costs by the price list, in millionths of a US dollar; null where no price is known. */
    cost: integer(),
    /** When it is to go out, where it was not to go at once; milliseconds, UTC. */
    scheduledAt: integer(),
    /** The bulk it belongs to; of what came in, the one it most likely answers. */
    bulkId: text(),
    /** When it happened, by the provider's clock for what came in; of one that waits, when it is to go out. */
    at: integer().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("messages_provider_id")
      .on(table.provider, table.providerId)
      .where(sql`provider_id IS NOT NULL`),
    index("messages_at").on(table.at, table.id),
    index("messages_peer_at").on(table.peer, table.at, table.id),
    index("messages_line_at").on(table.lineId, table.at, table.id),
    index("messages_direction_at").on(table.direction, table.at, table.id),
    index("messages_bulk").on(table.bulkId).where(sql`bulk_id IS NOT NULL`),
    index("messages_open").on(table.lineId, table.status).where(sql`status IN ('scheduled', 'queued')`),
  ],
);

/** One bulk: who got what is in `bulk_recipients` and, of what went out, in `messages`. */
export const bulks = sqliteTable("bulks", {
  id: text().primaryKey(),
  lineId: text()
    .notNull()
    .references(() => lines.id),
  purpose: text({ enum: purposes }).notNull(),
  askedBy: text().notNull(),
  allowedBy: text(),
  createdAt: integer().notNull(),
});

/** Everybody a bulk was asked for, as it was when it was allowed: each has a text, or a reason for none. */
export const bulkRecipients = sqliteTable(
  "bulk_recipients",
  {
    bulkId: text()
      .notNull()
      .references(() => bulks.id),
    /** From 0, in the order they were asked for. */
    position: integer().notNull(),
    phone: text().notNull(),
    messageId: text(),
    /** One of our own codes, where no text was made. */
    blockedBy: text(),
  },
  (table) => [uniqueIndex("bulk_recipients_position").on(table.bulkId, table.position)],
);

/** Texts with blanks, `{{name}}`, that are sent again and again. */
export const templates = sqliteTable("templates", {
  name: text().primaryKey(),
  content: text().notNull(),
  purpose: text({ enum: purposes }).notNull(),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
  updatedBy: text().notNull(),
  version: integer().notNull().default(1),
});

/** Pictures and files that came with a text, kept here. */
export const files = sqliteTable(
  "files",
  {
    id: text().primaryKey(),
    messageId: text()
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    /** From 0, as they came. */
    position: integer().notNull(),
    /** The type that its first bytes say, one of those that are shown. */
    type: text().notNull(),
    bytes: blob({ mode: "buffer" }).notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [uniqueIndex("files_message").on(table.messageId, table.position)],
);
