import { inArray, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { conversations } from "#db/schema/phone.ts";
import { type Statement, template } from "#db/statement.ts";

const place = sql.placeholder;

/** What happened with a number: when, whether it was they who wrote or called, and whether a person had allowed it. */
interface Touched {
  at: number;
  inboundAt?: number | null;
  /** True for what came in just now, and somebody should answer. */
  waits?: boolean;
  /** Set when the desk texted or called them without their or a person's word, with since when that is counted. */
  unasked?: { since: number } | undefined;
  now: number;
}

/** Opens or moves the thread with `peer`. */
export function touchConversation(
  id: string,
  peer: string,
  { inboundAt = null, waits = false, unasked, at, now }: Touched,
): Statement {
  const counted = {
    unaskedAt: unasked ? now : null,
    unaskedCount: unasked ? 1 : 0,
    since: unasked?.since ?? 0,
  };
  return touch({ id, peer, at, inboundAt, waitingSince: waits ? now : null, now, ...counted });
}

const touch = template<Record<string, unknown>>(() =>
  builder
    .insert(conversations)
    .values({
      id: place("id"),
      peer: place("peer"),
      lastActivityAt: place("at"),
      lastInboundAt: place("inboundAt"),
      waitingSince: place("waitingSince"),
      createdAt: place("now"),
      unaskedAt: place("unaskedAt"),
      unaskedCount: place("unaskedCount"),
    })
    .onConflictDoUpdate({
      target: conversations.peer,
      set: {
        lastActivityAt: sql`max(last_activity_at, excluded.last_activity_at)`,
        lastInboundAt: sql`coalesce(max(last_inbound_at, excluded.last_inbound_at), excluded.last_inbound_at, last_inbound_at)`,
        waitingSince: sql`coalesce(excluded.waiting_since, waiting_since)`,
        // What was guessed of a matter ends with it; what was ready to be said, with the next word of theirs.
        topic: sql`CASE WHEN excluded.waiting_since IS NULL OR waiting_since IS NOT NULL THEN topic END`,
        answerFrom: sql`CASE WHEN excluded.waiting_since IS NULL OR waiting_since IS NOT NULL THEN answer_from END`,
        draft: sql`CASE WHEN excluded.waiting_since IS NULL THEN draft END`,
        draftFor: sql`CASE WHEN excluded.waiting_since IS NULL THEN draft_for END`,
        // Whoever writes or calls again opens what was done or put aside.
        doneAt: sql`CASE WHEN excluded.waiting_since IS NULL THEN done_at END`,
        snoozedUntil: sql`CASE WHEN excluded.waiting_since IS NULL THEN snoozed_until END`,
        unaskedAt: sql`coalesce(excluded.unasked_at, unasked_at)`,
        unaskedCount: sql`CASE WHEN unasked_at >= ${place("since")} THEN unasked_count + excluded.unasked_count
          WHEN excluded.unasked_count > 0 THEN excluded.unasked_count ELSE unasked_count END`,
      },
    }),
);

/** How old something may be, in milliseconds, that is heard of for the first time and still waits for an answer. */
export const stillWaits = 2 * 86_400_000;

/** Somebody has answered what had arrived by then, by this desk's clock. */
export function answeredHere(peer: string, arrivedBy: number): Statement {
  return here({ peer, arrivedBy });
}

const here = template<Record<string, unknown>>(
  () => sql`UPDATE conversations SET waiting_since = NULL
    WHERE peer = ${place("peer")} AND waiting_since <= ${place("arrivedBy")}`,
);

/** The desk has answered by itself: that settles the question it was an answer to, and nothing else that waits. */
export function answeredAlone(peer: string, arrivedBy: number): Statement {
  return alone({ peer, arrivedBy, since: arrivedBy - stretch });
}

/** How far back something of theirs may lie that still waits beside a question, in milliseconds. */
const stretch = 86_400_000;
const alone = template<Record<string, unknown>>(
  () => sql`UPDATE conversations SET waiting_since = NULL
    WHERE peer = ${place("peer")} AND waiting_since <= ${place("arrivedBy")} AND 1 >= (
      SELECT count(*) FROM (
        SELECT at FROM messages WHERE peer = ${place("peer")} AND direction = 'inbound' AND at > ${place("since")}
        UNION ALL SELECT at FROM calls WHERE peer = ${place("peer")} AND direction = 'inbound' AND at > ${place("since")}
          AND status IN ('missed', 'no_answer', 'busy'))
      WHERE at > (SELECT coalesce(max(at), 0) FROM messages WHERE peer = ${place("peer")} AND direction = 'outbound'
        AND status NOT IN ('scheduled', 'canceled', 'failed')
        AND at < (SELECT max(at) FROM messages WHERE peer = ${place("peer")} AND direction = 'inbound')))`,
);

/** Somebody has answered elsewhere, after all that they had written, by the provider's clock. */
export function answeredElsewhere(peer: string, at: number): Statement {
  return elsewhere({ peer, at });
}

const elsewhere = template<Record<string, unknown>>(
  () => sql`UPDATE conversations SET waiting_since = NULL
    WHERE peer = ${place("peer")} AND waiting_since IS NOT NULL AND last_inbound_at <= ${place("at")}`,
);

export function conversationIdOf(peer: string): SQL<string> {
  return sql<string>`(SELECT id FROM conversations WHERE peer = ${peer})`;
}

/** When each of the numbers last wrote or called. */
export async function lastInbound(db: Reader, peers: string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ peer: conversations.peer, at: conversations.lastInboundAt })
    .from(conversations)
    .where(inArray(conversations.peer, peers));
  return new Map(rows.flatMap(({ peer, at }) => (at === null ? [] : [[peer, at]])));
}
