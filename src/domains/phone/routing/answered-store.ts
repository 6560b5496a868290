import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { ownAccord } from "#domains/phone/messages/own-text.ts";

/** Texts to the number since then that were asked for under that name. */
export function textedAsSince(peer: string, askedBy: string, since: number): SQL {
  return sql`SELECT id FROM messages WHERE peer = ${peer} AND at > ${since} AND asked_by = ${askedBy}`;
}

/** Texts of ours to the number since then. */
export function writtenSince(peer: string, at: number): SQL {
  return sql`SELECT id FROM messages WHERE peer = ${peer} AND direction = 'outbound' AND at > ${at}`;
}

/** What a talk looked like when a text came in: when we wrote last, when a person or an assistant did, how often they said the same. */
export interface Talk {
  ours: number | undefined;
  byPeople: number | undefined;
  times: number;
  /** Answers that the desk has given by itself. */
  answered: number;
  /** Whether this was said to them already, or anything since they wrote. */
  isSaid: boolean;
}

export async function talkOf(
  db: Reader,
  about: { peer: string; content: string; said: string; at: number; answering: string; since: number },
): Promise<Talk> {
  const { peer, content, said, at, answering, since } = about;
  const ours = sql`FROM messages WHERE peer = ${peer} AND at > ${since} AND at <= ${at} AND direction = 'outbound'
    AND status NOT IN ('scheduled', 'canceled', 'failed')`;
  const [row] = await db.values<[number | null, number | null, number, number, number]>(sql`SELECT
    (SELECT max(at) ${ours}),
    (SELECT max(at) ${ours} AND coalesce(asked_by, '') NOT IN (${sql.join(
      ownAccord.map((each) => sql`${each}`),
      sql`, `,
    )})
      AND coalesce(purpose, '') <> 'marketing' AND bulk_id IS NULL),
    (SELECT count(*) FROM messages WHERE peer = ${peer} AND at > ${since} AND at <= ${at} AND direction = 'inbound'
      AND content = ${content}),
    (SELECT count(*) FROM (${textedAsSince(peer, answering, since)})),
    EXISTS (${textedAsSince(peer, answering, since)} AND content = ${said}) OR EXISTS (${writtenSince(peer, at)})`);
  const [last = null, byPeople = null, times = 1, answered = 0, isSaid = 0] = row ?? [];
  return { ours: last ?? undefined, byPeople: byPeople ?? undefined, times, answered, isSaid: isSaid === 1 };
}

/** How many texts were asked for under that name since then, to whomever. */
export async function noticesSince(db: Reader, askedBy: string, since: number): Promise<number> {
  const [row] = await db.values<[number]>(
    sql`SELECT count(*) FROM messages WHERE at > ${since} AND direction = 'outbound' AND asked_by = ${askedBy}`,
  );
  return row?.[0] ?? 0;
}
