import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** What can happen to a ticket. */
export const changeKinds = ["status", "assignee", "split", "merged", "details"] as const;

export const ticketStatuses = [
  "open",
  "scheduled",
  "in_progress",
  "completed",
  "cancelled",
  "closed",
] as const;

export const priorities = ["low", "normal", "high", "urgent"] as const;

/** Work owed to somebody. */
export const tickets = sqliteTable(
  "tickets",
  {
    id: text().primaryKey(),
    /** What people say: 1000 is `TKT-1000`. */
    number: integer().notNull().unique(),
    status: text({ enum: ticketStatuses }).notNull(),
    category: text().notNull(),
    escalationReason: text(),
    /** What the ticket began with, in whole. */
    description: text().notNull(),
    /** 0 to 1, as it was said. */
    confidence: text(),
    /** Which agent or program opened it. */
    source: text(),
    oaKey: text(),
    /** Who it is about: E.164. */
    caller: text(),
    contactId: text(),
    /** The voice platform's own id of the conversation that opened it. */
    conversationId: text(),
    /** A key of `business.properties`. */
    property: text(),
    priority: text({ enum: priorities }).notNull().default("normal"),
    /** Who looks after it, by name. */
    assignee: text(),
    /** The ticket that it was merged into. */
    mergedInto: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
    /** When a handoff last came to it: the window of repeats runs from here. */
    handedOffAt: integer().notNull(),
    closedAt: integer(),
  },
  (table) => [
    index("tickets_oa_key").on(table.oaKey).where(sql`oa_key IS NOT NULL`),
    index("tickets_caller").on(table.caller, table.category, table.handedOffAt),
    index("tickets_status").on(table.status, table.number),
    index("tickets_contact").on(table.contactId),
    index("tickets_assignee").on(table.assignee, table.number).where(sql`assignee IS NOT NULL`),
    index("tickets_merged").on(table.mergedInto).where(sql`merged_into IS NOT NULL`),
    index("tickets_conversation").on(table.conversationId).where(sql`conversation_id IS NOT NULL`),
  ],
);

/** What was added to a ticket after it was opened. */
export const ticketNotes = sqliteTable(
  "ticket_notes",
  {
    id: text().primaryKey(),
    ticketId: text()
      .notNull()
      .references(() => tickets.id),
    content: text().notNull(),
    /** Who wrote it: a person's id, or what an agent calls itself. */
    author: text().notNull(),
    /** The app with which a person wrote it; null where an agent named itself. */
    client: text(),
    /** The conversation it was handed off from. */
    conversationId: text(),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("ticket_notes_ticket").on(table.ticketId, table.createdAt, table.id),
    uniqueIndex("ticket_notes_once")
      .on(table.ticketId, table.conversationId, table.content)
      .where(sql`conversation_id IS NOT NULL`),
    index("ticket_notes_conversation").on(table.conversationId).where(sql`conversation_id IS NOT NULL`),
  ],
);

/** What happened to a ticket: its status, who looks after it, that it was split or merged. */
export const ticketChanges = sqliteTable(
  "ticket_changes",
  {
    id: text().primaryKey(),
    ticketId: text()
      .notNull()
      .references(() => tickets.id),
    kind: text({ enum: changeKinds }).notNull(),
    before: text(),
    after: text(),
    /** Who did it: a person's id. */
    by: text().notNull(),
    /** The app with which they did it. */
    client: text(),
    createdAt: integer().notNull(),
  },
  (table) => [index("ticket_changes_ticket").on(table.ticketId, table.createdAt, table.id)],
);

/** What tells that a ticket is the one of a handoff, strongest first. */
export const matches = ["oaKey", "conversation", "caller"] as const;

/** A handoff as it was acknowledged: what was answered then stays, whatever becomes of the ticket. */
export const handoffs = sqliteTable(
  "handoffs",
  {
    id: text().primaryKey(),
    ticketId: text()
      .notNull()
      .references(() => tickets.id),
    /** The note it became; null where it opened the ticket, or said nothing new. */
    noteId: text(),
    created: integer({ mode: "boolean" }).notNull(),
    /** How the ticket was found: null where it was opened. */
    matchedBy: text({ enum: matches }),
    conversationId: text(),
    oaKey: text(),
    requestId: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("handoffs_oa_key").on(table.oaKey).where(sql`oa_key IS NOT NULL`),
    index("handoffs_conversation").on(table.conversationId).where(sql`conversation_id IS NOT NULL`),
  ],
);
