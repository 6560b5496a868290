import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { conversations, lines, purposes } from "./phone.ts";

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
    /** What an artificial voice was to say; null where somebody was put through. */
    say: text(),
    /** What it is for: it decides at which hours it may be placed. Null where nobody has said, and for what came in. */
    purpose: text({ enum: purposes }),
    answeredAt: integer(),
    /** Who took it, as far as the provider can tell. */
    answeredBy: text({ enum: ["human", "machine", "fax", "unknown"] }),
    completedAt: integer(),
    /** What it costs by the price list, in millionths of a US dollar; null where no price is known. */
    cost: integer(),
    askedBy: text(),
    at: integer().notNull(),
    /** How content the caller seemed: a model's guess; null where none was asked. */
    sentiment: text({ enum: ["positive", "neutral", "negative"] }),
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
    /** The words of it alone, for search. */
    words: text().notNull().default(""),
    duration: integer(),
    /** `model` where the owner's model has written it down; null where the provider has. */
    madeBy: text({ enum: ["model"] }),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [uniqueIndex("transcripts_call").on(table.provider, table.providerCallId)],
);

/** Recordings and voicemail, kept at the provider: here is what there is. */
export const recordings = sqliteTable(
  "recordings",
  {
    id: text().primaryKey(),
    provider: text().notNull(),
    /** The provider's ids of the recording, and of its call, which may become known later. */
    providerId: text().notNull(),
    providerCallId: text().notNull(),
    kind: text({ enum: ["recording", "voicemail"] }).notNull(),
    status: text({ enum: ["in_progress", "completed", "absent", "failed", "deleted"] }).notNull(),
    /** Seconds. */
    duration: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("recordings_provider_id").on(table.provider, table.providerId),
    index("recordings_call").on(table.provider, table.providerCallId),
  ],
);
