import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Addresses elsewhere that are told of what happens here. */
export const subscriptions = sqliteTable("subscriptions", {
  id: text().primaryKey(),
  url: text().notNull(),
  /** JSON list of event types. */
  types: text().notNull(),
  /** The signing key, sealed. */
  secret: text().notNull(),
  /** `gone`: the address has answered that it is no more. */
  state: text({ enum: ["active", "gone"] }).notNull(),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
  /** When it took an event last; null until the first. */
  takenAt: integer(),
  /** Since when it has taken none of those it was told; null while it takes them. */
  failingSince: integer(),
  /** Why the last try came to nothing, in our own words. */
  problem: text(),
});

/** One event for one address, and what became of telling it. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: text().primaryKey(),
    subscriptionId: text()
      .notNull()
      .references(() => subscriptions.id, { onDelete: "cascade" }),
    eventId: text().notNull(),
    type: text().notNull(),
    /** JSON, the same at each try. */
    body: text().notNull(),
    /** `dead`: nobody tries any more, unless a person says so. */
    state: text({ enum: ["pending", "delivered", "dead"] }).notNull(),
    attempts: integer().notNull().default(0),
    nextAttemptAt: integer().notNull(),
    /** The HTTP status of the last try; null where there was no answer. */
    lastStatus: integer(),
    createdAt: integer().notNull(),
    endedAt: integer(),
  },
  (table) => [
    uniqueIndex("deliveries_event").on(table.subscriptionId, table.eventId),
    index("deliveries_due").on(table.subscriptionId, table.state, table.nextAttemptAt),
    index("deliveries_created").on(table.createdAt),
  ],
);
