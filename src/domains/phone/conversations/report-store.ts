import type { SlowReader } from "#db/client.ts";
import type { Position } from "#platform/cursor.ts";

/** One conversation in a span of time; milliseconds, UTC. */
export interface ReportRow {
  id: string;
  peer: string;
  lastActivityAt: number;
  doneAt: number | null;
  assignee: string | null;
  /** The first of theirs in the span, and the first answer after it. */
  firstInboundAt: number | null;
  firstAnswerAt: number | null;
  textsIn: number;
  textsOut: number;
  calls: number;
}

export interface Span {
  since: number;
  until: number;
  before: Position | undefined;
  limit: number;
}

/** Conversations in which something happened in the span, the latest first. Texts that did not go out are no answers. */
export async function reportOf(
  slow: SlowReader,
  { since, until, before, limit }: Span,
): Promise<ReportRow[]> {
  const rows = await slow.read(query, [since, until, before?.at ?? null, before?.id ?? "", limit]);
  return rows.map((row) => {
    const [id, peer, lastActivityAt, doneAt, assignee, first, answer, textsIn, textsOut, calls] = row;
    return {
      ...{ id: String(id), peer: String(peer), lastActivityAt: Number(lastActivityAt) },
      ...{ doneAt: numberOf(doneAt), assignee: assignee === null ? null : String(assignee) },
      ...{ firstInboundAt: numberOf(first), firstAnswerAt: numberOf(answer) },
      ...{ textsIn: Number(textsIn), textsOut: Number(textsOut), calls: Number(calls) },
    };
  });
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

const within = "at >= ?1 AND at < ?2";
const answered = `direction = 'outbound' AND status NOT IN ('failed', 'canceled', 'scheduled')
  AND coalesce(purpose, '') <> 'notice'`;

const query = `WITH page AS (
    SELECT id, peer, last_activity_at, done_at, assignee FROM conversations
    WHERE last_activity_at >= ?1 AND created_at < ?2 AND (?3 IS NULL OR (last_activity_at, id) < (?3, ?4))
    ORDER BY last_activity_at DESC, id DESC LIMIT ?5),
  asked AS (
    SELECT page.*, (SELECT min(at) FROM (
      SELECT min(at) AS at FROM messages WHERE messages.peer = page.peer AND direction = 'inbound' AND ${within}
      UNION ALL
      SELECT min(at) FROM calls WHERE calls.peer = page.peer AND direction = 'inbound' AND ${within}
    )) AS first FROM page)
  SELECT id, peer, last_activity_at, done_at, assignee, first,
    (SELECT min(at) FROM (
      SELECT min(at) AS at FROM messages WHERE messages.peer = asked.peer AND ${answered} AND at >= first
      UNION ALL
      SELECT min(coalesce(answered_at, at)) FROM calls WHERE calls.peer = asked.peer AND status = 'completed' AND at >= first
    )),
    (SELECT count(*) FROM messages WHERE messages.peer = asked.peer AND direction = 'inbound' AND ${within}),
    (SELECT count(*) FROM messages WHERE messages.peer = asked.peer AND ${answered} AND ${within}),
    (SELECT count(*) FROM calls WHERE calls.peer = asked.peer AND ${within})
  FROM asked ORDER BY last_activity_at DESC, id DESC`;
