import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";

/** Numbers that were texted or called without a person's word since then, but for these. */
export function unaskedSince(since: number, except: readonly string[]): SQL {
  return sql`SELECT 1 FROM conversations WHERE unasked_at >= ${since}
    AND peer NOT IN (SELECT value FROM json_each(${JSON.stringify(except)}))`;
}

/** Numbers that with these texts or calls would have had more than `most` since then without a person's word. */
export function overdone(since: number, planned: readonly Planned[], most: number): SQL {
  return sql`SELECT c.unasked_count + json_extract(p.value, '$.count') FROM json_each(${JSON.stringify(planned)}) p
    LEFT JOIN conversations c ON c.peer = json_extract(p.value, '$.phone') AND c.unasked_at >= ${since}
    WHERE coalesce(c.unasked_count, 0) + json_extract(p.value, '$.count') > ${most}`;
}

/** How much one number would get. */
export interface Planned {
  phone: string;
  count: number;
}

export async function countOverdone(
  db: Reader,
  since: number,
  planned: readonly Planned[],
  most: number,
): Promise<number> {
  const [row] = await db.values<[number]>(sql`SELECT count(*) FROM (${overdone(since, planned, most)})`);
  return row?.[0] ?? 0;
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
