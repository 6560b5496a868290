import { desc, lt, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { briefings } from "#db/schema/office.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

/** When the owner was last told of the day, before then; undefined where they never were. */
export async function lastBriefing(
  db: Reader,
  before: number,
): Promise<{ day: string; at: number } | undefined> {
  const [row] = await db
    .select()
    .from(briefings)
    .where(lt(briefings.at, before))
    .orderBy(desc(briefings.at))
    .limit(1);
  return row;
}

/** They are told of a day once: the unit ends where they were by then. */
export function markBriefed(day: string, at: number): Statement[] {
  return [
    guard("nobody was told of the day yet", sql`NOT EXISTS (SELECT 1 FROM briefings WHERE day = ${day})`),
    statement(builder.insert(briefings).values({ day, at })),
  ];
}

/** What has become of appointments since then: those that were booked, and those that were cancelled. */
export async function bookedSince(db: Reader, since: number): Promise<{ booked: number; cancelled: number }> {
  const [row] = await db.values<[number, number]>(
    sql`SELECT count(CASE WHEN created_at >= ${since} AND state = 'booked' AND moved_from IS NULL THEN 1 END),
      count(CASE WHEN updated_at >= ${since} AND state = 'cancelled' AND moved_to IS NULL THEN 1 END)
      FROM appointments WHERE created_at >= ${since - 400 * 86_400_000}`,
  );
  return { booked: row?.[0] ?? 0, cancelled: row?.[1] ?? 0 };
}
