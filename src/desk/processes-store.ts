import { lt, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { events } from "#db/schema/journal.ts";
import { unitMarks } from "#db/schema/processes.ts";
import { type Statement, statement } from "#db/statement.ts";

/** The server's own clock, in milliseconds: those of several machines differ. */
const serverNow = sql`CAST(unixepoch('subsec') * 1000 AS INTEGER)`;

const livingNames = "process:";

/**
 * One beat of a process: it lives for `life` milliseconds more, and has the rounds for as long where nobody else does.
 * The last two statements give back: a row where it has them, and how many processes live.
 */
export function beat(process: string, rounds: string, life: number): Statement[] {
  const until = sql`${serverNow} + ${life}`;
  return [
    statement(sql`DELETE FROM leases WHERE until < ${serverNow} AND name LIKE ${`${livingNames}%`}`),
    statement(sql`INSERT INTO leases (name, holder, until) VALUES (${livingNames + process}, ${process}, ${until})
      ON CONFLICT (name) DO UPDATE SET until = excluded.until`),
    statement(sql`INSERT INTO leases (name, holder, until) VALUES (${rounds}, ${process}, ${until})
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
      WHERE leases.holder = excluded.holder OR leases.until < ${serverNow} RETURNING holder`),
    statement(sql`SELECT count(*) FROM leases WHERE name LIKE ${`${livingNames}%`}`),
  ];
}

/** The process ends: what it has is everybody's at once. */
export function endBeat(process: string): Statement {
  return statement(sql`DELETE FROM leases WHERE holder = ${process}`);
}

/** The last event there is. */
export async function lastEvent(db: Reader): Promise<number> {
  const [row] = await db.select({ seq: sql<number | null>`max(${events.seq})` }).from(events);
  return row?.seq ?? 0;
}

/** All of them: there are as many as there were commits. */
export function pruneMarks(before: number): Statement {
  return statement(builder.delete(unitMarks).where(lt(unitMarks.at, before)));
}
