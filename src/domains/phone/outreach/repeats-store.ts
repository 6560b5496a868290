import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";

/** What makes two texts, or two calls, the same: who, from which line, and the words. */
export interface Likeness {
  lineId: string;
  peer: string;
  content: string;
}

/** A text like this that was asked for since `since` and has not failed. */
export function askedLike({ lineId, peer, content }: Likeness, since: number): SQL {
  return sql`SELECT id FROM messages WHERE peer = ${peer} AND at >= ${since} AND line_id = ${lineId}
    AND direction = 'outbound' AND asked_by IS NOT NULL AND status <> 'failed' AND content = ${content}`;
}

/** A call to this number that was asked for since `since` and has not failed. */
export function calledSince(lineId: string, peer: string, since: number): SQL {
  return sql`SELECT id FROM calls WHERE peer = ${peer} AND at >= ${since} AND line_id = ${lineId}
    AND direction = 'outbound' AND asked_by IS NOT NULL AND status <> 'failed'`;
}

/** The newest id that the query finds. */
export async function newestOf(db: Reader, query: SQL): Promise<string | undefined> {
  const [row] = await db.values<[string]>(sql`${query} ORDER BY at DESC, id DESC LIMIT 1`);
  return row?.[0];
}
