import { sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { bookingNotice } from "./own-text.ts";

/** How many notices of bookings have gone to a number since then. */
export async function countNotices(db: Reader, phone: string, since: number): Promise<number> {
  const [row] = await db.values<[number]>(
    sql`SELECT count(*) FROM messages WHERE peer = ${phone} AND created_at >= ${since} AND asked_by = ${bookingNotice}`,
  );
  return row?.[0] ?? 0;
}
