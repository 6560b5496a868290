import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Every time that a copy of the database was made or tried, and how it went. */
export const backupRuns = sqliteTable(
  "backup_runs",
  {
    id: text().primaryKey(),
    /** A copy that was made, or a drill: the newest copy restored aside and looked at. */
    kind: text({ enum: ["backup", "drill"] }).notNull(),
    startedAt: integer().notNull(),
    endedAt: integer().notNull(),
    /** The copy's name in its place; null where none came about. */
    name: text(),
    /** Bytes. */
    size: integer(),
    isSealed: integer({ mode: "boolean" }),
    /** What went wrong, in words; null where nothing did. */
    problem: text(),
  },
  (table) => [index("backup_runs_kind").on(table.kind, table.startedAt)],
);
