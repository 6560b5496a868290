import { sql } from "drizzle-orm";
import { check, integer, sqliteTable } from "drizzle-orm/sqlite-core";

/** Always empty: a guard inserts here when its condition does not hold, and the CHECK ends the unit. */
export const unitGuards = sqliteTable("unit_guards", { holds: integer().notNull() }, (table) => [
  check("unit_guards_holds", sql`${table.holds} = 1`),
]);
