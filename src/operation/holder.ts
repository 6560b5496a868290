import { type Column, type SQL, sql } from "drizzle-orm";

/**
 * True in SQL for what no other living process has: a process lives while its lease runs (`leases`, by the database server's
 * clock). With a file of its own there are no leases, and what is held was left by a process that is gone. What this
 * process has itself it knows.
 */
export function isNobodys(holder: Column, self: string): SQL {
  return sql`(${holder} IS NULL OR ${holder} = ${self} OR NOT EXISTS (SELECT 1 FROM leases
    WHERE leases.name = 'process:' || ${holder} AND leases.until >= CAST(unixepoch('subsec') * 1000 AS INTEGER)))`;
}
