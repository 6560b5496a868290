import { sql } from "drizzle-orm";
import { type Statement, statement } from "#db/statement.ts";

/** Rows that go at once: what is let go of goes a little at a time, so that nobody waits. */
const batch = 500;

/** Lets go of the oldest texts of before then, with their pictures; what has not gone out stays. */
export function pruneMessages(before: number): Statement[] {
  const oldest = sql`SELECT id FROM messages
    WHERE at < ${before} AND status NOT IN ('scheduled', 'queued') ORDER BY at LIMIT ${batch}`;
  return [
    statement(sql`DELETE FROM files WHERE message_id IN (${oldest})`),
    statement(sql`DELETE FROM messages WHERE id IN (${oldest})`),
  ];
}

/** Lets go of the oldest calls of before then, with what was recorded and said on them. */
export function pruneCalls(before: number): Statement[] {
  const oldest = sql`SELECT id FROM calls WHERE at < ${before} ORDER BY at LIMIT ${batch}`;
  const ofThem = sql`(provider, provider_call_id) IN (SELECT provider, provider_id FROM calls
    WHERE id IN (${oldest}) AND provider_id IS NOT NULL)`;
  return [
    statement(sql`DELETE FROM transcripts WHERE ${ofThem}`),
    statement(sql`DELETE FROM recordings WHERE ${ofThem}`),
    statement(sql`DELETE FROM calls WHERE id IN (${oldest})`),
  ];
}
