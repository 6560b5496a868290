import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";

/** Numbers that were texted or called without a person's word since then, but for these. */
export function unaskedSince(since: number, except: readonly string[]): SQL {
  return sql`SELECT 1 FROM conversations WHERE unasked_at >= ${since}
    AND peer NOT IN (SELECT value FROM json_each(${JSON.stringify(except)}))`;
}

/** How many they are; counting ends at `most`. */
export async function countUnasked(
  db: Reader,
  since: number,
  except: readonly string[],
  most: number,
): Promise<number> {
  const rows = await db.values<[number]>(
    sql`SELECT count(*) FROM (${unaskedSince(since, except)} LIMIT ${most})`,
  );
  return rows[0]?.[0] ?? 0;
}
