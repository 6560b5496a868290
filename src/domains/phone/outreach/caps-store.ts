import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";

/** A day of the business: from its midnight to the next; milliseconds, UTC. */
export interface Day {
  begins: number;
  ends: number;
}

/** Texts that were asked for on that day and have not failed, to these numbers, or to everybody. */
export function textsOn({ begins, ends }: Day, peers?: readonly string[]): SQL {
  const whose =
    peers === undefined ? sql`` : sql` AND peer IN (SELECT value FROM json_each(${JSON.stringify(peers)}))`;
  return sql`SELECT count(*) FROM messages WHERE at >= ${begins} AND at < ${ends}${whose}
    AND direction = 'outbound' AND asked_by IS NOT NULL AND coalesce(purpose, '') <> 'notice'
    AND status NOT IN ('failed', 'canceled')`;
}

export async function countTexts(db: Reader, day: Day, peers?: readonly string[]): Promise<number> {
  const [row] = await db.values<[number]>(textsOn(day, peers));
  return row?.[0] ?? 0;
}
