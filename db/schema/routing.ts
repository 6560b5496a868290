import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Where what comes in goes; the first rule that fits decides. */
export const routingRules = sqliteTable("routing_rules", {
  id: text().primaryKey(),
  /** The order in which they are looked at, the smallest first. */
  place: integer().notNull(),
  /** What it has to be about: booking, maintenance, emergency, complaint or other; null for anything. */
  topic: text(),
  /** JSON list of words and phrases, one of which it has to hold; empty for any. */
  words: text().notNull(),
  /** The desk's number it has to come in on; null for any. */
  line: text(),
  /** `open` or `closed`: whether the business is open when it comes; null for both. */
  hours: text({ enum: ["open", "closed"] }),
  /** Who looks after it, by name. */
  assignee: text(),
  /** The desk's number it is answered from. */
  answerFrom: text(),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
  updatedBy: text().notNull(),
});

/** What is answered to questions that come again and again. */
export const commonAnswers = sqliteTable("common_answers", {
  id: text().primaryKey(),
  /** What it answers, as the owner calls it. */
  question: text().notNull(),
  /** JSON list of words and phrases, one of which a question has to hold. */
  words: text().notNull(),
  /** What is said, with blanks. */
  answer: text().notNull(),
  /** True where the desk sends it by itself; else somebody is offered it. */
  isSent: integer({ mode: "boolean" }).notNull().default(false),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
  updatedBy: text().notNull(),
});
