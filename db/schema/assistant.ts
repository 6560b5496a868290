import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Conversations with models. */
export const chatSessions = sqliteTable(
  "chat_sessions",
  {
    id: text().primaryKey(),
    /** Whose it is: nobody else reads it. */
    owner: text().notNull(),
    /** What its owner's clients call it; the id where they gave it no name. */
    key: text().notNull(),
    /** `user_id` of the client: a label under the owner, which opens nothing. */
    label: text(),
    name: text(),
    systemPrompt: text(),
    /** JSON: what the client keeps with it. */
    metadata: text().notNull(),
    contactId: text(),
    ticketId: text(),
    caseId: text(),
    /** JSON: numbers whose own words have gone into it. */
    peers: text().notNull().default("[]"),
    /** JSON: numbers of whom it is about. */
    phones: text().notNull().default("[]"),
    /** The session that it was branched from. */
    parentId: text(),
    /** True for a question without a session: it is in no list, and goes after a day. */
    isOnce: integer({ mode: "boolean" }).notNull(),
    archivedAt: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("chat_sessions_key").on(table.owner, table.key),
    index("chat_sessions_updated").on(table.owner, table.updatedAt, table.id),
    index("chat_sessions_once").on(table.updatedAt).where(sql`is_once`),
    index("chat_sessions_contact").on(table.contactId).where(sql`contact_id IS NOT NULL`),
  ],
);

export const chatRoles = ["system", "user", "assistant"] as const;

export const chatMessages = sqliteTable(
  "chat_messages",
  {
    id: text().primaryKey(),
    sessionId: text()
      .notNull()
      .references(() => chatSessions.id, { onDelete: "cascade" }),
    /** Counts from 1 within the session. */
    place: integer().notNull(),
    role: text({ enum: chatRoles }).notNull(),
    content: text().notNull(),
    /** The call that it was asked with, or that it answers; null where it was copied by a branch. */
    callId: text(),
    createdAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("chat_messages_place").on(table.sessionId, table.place),
    index("chat_messages_call").on(table.callId),
  ],
);

export const modelPurposes = ["chat", "leads", "sort", "sentiment", "transcribe"] as const;
export const modelCallStates = ["reserved", "done", "incomplete", "failed", "cancelled", "lost"] as const;
export const costSources = ["billed", "priced", "estimated", "unknown"] as const;

/** The ledger of what models were asked and what it cost; the one place that spending is counted in. */
export const modelCalls = sqliteTable(
  "model_calls",
  {
    id: text().primaryKey(),
    at: integer().notNull(),
    /** The month of the business, `2026-11`. */
    month: text().notNull(),
    user: text().notNull(),
    client: text().notNull(),
    label: text(),
    purpose: text({ enum: modelPurposes }).notNull(),
    sessionId: text(),
    /** Whose key it was asked with. */
    keyOf: text({ enum: ["person", "business", "none"] }).notNull(),
    /** `sandbox`, or the host that was asked. */
    provider: text().notNull(),
    /** The model that was asked for, and the one that answered. */
    asked: text().notNull(),
    model: text(),
    /** JSON of what is sent; null once it has been. */
    request: text(),
    state: text({ enum: modelCallStates }).notNull(),
    /** Held of the budget until it is settled or `expiresAt`; billionths of a US dollar. */
    reserved: integer().notNull(),
    reservedTokens: integer().notNull(),
    expiresAt: integer().notNull(),
    inputTokens: integer().notNull().default(0),
    cachedTokens: integer().notNull().default(0),
    cacheWriteTokens: integer().notNull().default(0),
    outputTokens: integer().notNull().default(0),
    reasoningTokens: integer().notNull().default(0),
    /** True where the provider did not say how many tokens they were. */
    isEstimated: integer({ mode: "boolean" }).notNull().default(false),
    /** Billionths of a US dollar; null where nobody knows. */
    cost: integer(),
    costSource: text({ enum: costSources }),
    /** Milliseconds to the first letter, and to the end. */
    firstMs: integer(),
    latencyMs: integer(),
    finishReason: text(),
    /** What went wrong, in one word. */
    error: text(),
    /** JSON: what the asker is told of how it was answered. */
    notes: text().notNull().default("[]"),
  },
  (table) => [
    index("model_calls_month").on(table.month, table.user),
    index("model_calls_user").on(table.user, table.at),
    index("model_calls_at").on(table.at),
    index("model_calls_session").on(table.sessionId).where(sql`session_id IS NOT NULL`),
    index("model_calls_reserved").on(table.expiresAt).where(sql`state = 'reserved'`),
  ],
);

/** Prices that the owner has written down; they go before those that the desk comes with. */
export const modelPrices = sqliteTable(
  "model_prices",
  {
    /** A model's name, or the beginning of several with `*` behind it. */
    model: text().notNull(),
    /** The first day it holds, UTC. */
    since: text().notNull(),
    /** JSON: US dollars for a million tokens, by class. */
    rates: text().notNull(),
    source: text().notNull(),
    setAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.model, table.since] })],
);

/** What may be spent in a month: of one person, of each (`each`), or of all together (`all`). */
export const modelBudgets = sqliteTable("model_budgets", {
  holder: text().primaryKey(),
  /** Billionths of a US dollar a month. */
  amount: integer().notNull(),
  setAt: integer().notNull(),
});

/** That the owner was told how much of a budget is used. */
export const modelAlerts = sqliteTable(
  "model_alerts",
  {
    holder: text().notNull(),
    month: text().notNull(),
    percent: integer().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.holder, table.month, table.percent] })],
);

/** What the provider's bill says of a day. */
export const modelBills = sqliteTable(
  "model_bills",
  {
    /** UTC, as the bill has it. */
    day: text().notNull(),
    /** Empty where the bill does not say. */
    model: text().notNull(),
    /** Billionths of a US dollar. */
    cost: integer().notNull(),
    importedAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.model] })],
);

/** Beginnings of a conversation, with places to fill in. */
export const chatTemplates = sqliteTable(
  "chat_templates",
  {
    /** Empty for everybody. */
    owner: text().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    content: text().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.owner, table.name] })],
);

/** Names for a model with its parameters. */
export const chatModels = sqliteTable(
  "chat_models",
  {
    /** Empty for everybody. */
    owner: text().notNull(),
    name: text().notNull(),
    model: text().notNull(),
    /** JSON. */
    parameters: text().notNull(),
    systemPrompt: text(),
    /** JSON: names of what is asked instead, in their order, where the model does not answer. */
    fallbacks: text().notNull(),
    /** Tokens a minute for each who asks; null for the settings'. */
    tokensPerMinute: integer(),
    updatedAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.owner, table.name] })],
);

/** Texts that are named in a question by their id. */
export const chatDocuments = sqliteTable(
  "chat_documents",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    content: text().notNull(),
    contactId: text(),
    ticketId: text(),
    caseId: text(),
    addedBy: text().notNull(),
    /** JSON: numbers whose own words are in it; numbers of whom it is about. */
    peers: text().notNull().default("[]"),
    phones: text().notNull().default("[]"),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("chat_documents_created").on(table.createdAt, table.id),
    index("chat_documents_contact").on(table.contactId).where(sql`contact_id IS NOT NULL`),
  ],
);
