import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";

/** What makes two texts the same, from whichever line: who, and the words. */
export interface Likeness {
  peer: string;
  content: string;
}

/** Around which moment something like it counts as the same; milliseconds. */
export interface Around {
  at: number;
  /** Undefined where a repeat is wanted: then only what is in doubt counts. */
  within: number | undefined;
  /** Not itself. */
  except?: string;
}

/** For so long a text in doubt may still turn out to have gone out, in milliseconds. */
const longestDoubt = 86_400_000;

/** A text like this that was asked for around then and has not failed, or whose sending is still in doubt. */
export function askedLike({ peer, content }: Likeness, { at, within, except = "" }: Around): SQL {
  const isNear =
    within === undefined
      ? sql`FALSE`
      : sql`at BETWEEN ${at - within} AND ${at + within} AND status NOT IN ('failed', 'canceled')`;
  const span = Math.max(within ?? 0, longestDoubt);
  return sql`SELECT id FROM messages WHERE peer = ${peer} AND at BETWEEN ${at - span} AND ${at + span}
    AND direction = 'outbound' AND asked_by IS NOT NULL AND content = ${content} AND id <> ${except}
    AND (${isNear} OR status = 'unknown' AND coalesce(error_code, '') <> 'not_found')`;
}

/** A call to this number that was asked for since `since` and has not failed. */
export function calledSince(peer: string, since: number): SQL {
  return sql`SELECT id FROM calls WHERE peer = ${peer} AND at >= ${since}
    AND direction = 'outbound' AND asked_by IS NOT NULL AND status <> 'failed'`;
}

/** The desk's own word on being texted that the number got since then. */
export function noticedSince(peer: string, since: number): SQL {
  return sql`SELECT id FROM messages WHERE peer = ${peer} AND at > ${since} AND purpose = 'notice'`;
}

/** A text that answered a missed call of the number since then. */
export function textedBackSince(peer: string, askedBy: string, since: number): SQL {
  return sql`SELECT id FROM messages WHERE peer = ${peer} AND at > ${since} AND asked_by = ${askedBy}`;
}

/** The newest id that the query finds. */
export async function newestOf(db: Reader, query: SQL): Promise<string | undefined> {
  const [row] = await db.values<[string]>(sql`${query} ORDER BY at DESC, id DESC LIMIT 1`);
  return row?.[0];
}
