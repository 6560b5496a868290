import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What one process of several has for a while: that it lives, and the desk's own rounds. */
export const leases = sqliteTable("leases", {
  name: text().primaryKey(),
  /** The process that has it. */
  holder: text().notNull(),
  /** Milliseconds of the database server's clock. */
  until: integer().notNull(),
});

/** A mark of each round trip that wrote to a server: one whose answer was lost is known by it when it is sent again. */
export const unitMarks = sqliteTable(
  "unit_marks",
  {
    id: text().primaryKey(),
    at: integer().notNull(),
  },
  (table) => [index("unit_marks_at").on(table.at)],
);
