import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
  },
  (table) => [
    index("conversations_activity").on(table.lastActivityAt),
    index("conversations_waiting").on(table.lastActivityAt, table.id).where(sql`waiting_since IS NOT NULL`),
    index("conversations_unasked").on(table.unaskedAt).where(sql`unasked_at IS NOT NULL`),
  ],
);

export const messageStatuses = [
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
    /** When it happened, by the provider's clock for what came in. */
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
  ],
);

export const callStatuses = [
  "queued",
  "ringing",
  "in_progress",
  "unknown",
  "completed",
  "missed",
  "no_answer",
  "busy",
  "forwarded",
  "canceled",
  "failed",
] as const;

/** Calls, both ways. */
export const calls = sqliteTable(
  "calls",
  {
    id: text().primaryKey(),
    conversationId: text()
      .notNull()
      .references(() => conversations.id),
    lineId: text()
      .notNull()
      .references(() => lines.id),
    provider: text().notNull(),
    providerId: text(),
    direction: text({ enum: ["inbound", "outbound"] }).notNull(),
    peer: text().notNull(),
    status: text({ enum: callStatuses }).notNull(),
    errorCode: text(),
    /** Seconds; null while the call goes on. */
    duration: integer(),
    /** Seconds after which a call placed here is ended. */
    maxDuration: integer(),
    answeredAt: integer(),
    completedAt: integer(),
    askedBy: text(),
    at: integer().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
    /** The provider's own time of the newest state applied; older events do not overwrite it. */
    providerUpdatedAt: integer(),
  },
  (table) => [
    uniqueIndex("calls_provider_id").on(table.provider, table.providerId).where(sql`provider_id IS NOT NULL`),
    index("calls_at").on(table.at, table.id),
    index("calls_peer_at").on(table.peer, table.at, table.id),
    index("calls_line_at").on(table.lineId, table.at, table.id),
    index("calls_direction_at").on(table.direction, table.at, table.id),
  ],
);

/** What was said on a call. */
export const transcripts = sqliteTable(
  "transcripts",
  {
    provider: text().notNull(),
    /** The provider's id of the call; the transcript may arrive before the call does. */
    providerCallId: text().notNull(),
    status: text({ enum: ["completed", "in_progress", "absent", "failed"] }).notNull(),
    /** JSON list of `{speaker, content, start, end}`, seconds from the start of the call. */
    dialogue: text().notNull(),
    duration: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [uniqueIndex("transcripts_call").on(table.provider, table.providerCallId)],
);

/** What a number last said about being texted and called. */
export const optOuts = sqliteTable("opt_outs", {
  /** E.164. */
  phone: text().primaryKey(),
  /** `out`: no more texts or calls. `in`: it has asked for them again. */
  state: text({ enum: ["out", "in"] }).notNull(),
  /** How we know: `text` (they wrote it), `provider` (their carrier refused). */
  source: text({ enum: ["text", "provider"] }).notNull(),
  /** When it was said: an older word never undoes a newer one. */
  at: integer().notNull(),
});
