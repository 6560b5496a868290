import { inArray, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { conversations } from "#db/schema/phone.ts";
import { type Statement, template } from "#db/statement.ts";

const place = sql.placeholder;

/** What happened with a number: when, whether it was they who wrote or called, and whether a person had allowed it. */
interface Touched {
  at: number;
  inboundAt?: number | null;
  /** Set when the desk texted or called them without their or a person's word, with since when that is counted. */
  unasked?: { since: number } | undefined;
  now: number;
}

/** Opens or moves the thread with `peer`. */
export function touchConversation(
  id: string,
  peer: string,
  { inboundAt = null, unasked, at, now }: Touched,
): Statement {
  const counted = {
    unaskedAt: unasked ? now : null,
    unaskedCount: unasked ? 1 : 0,
    since: unasked?.since ?? 0,
  };
  return touch({ id, peer, at, inboundAt, now, ...counted });
}

const touch = template<Record<string, unknown>>(() =>
  builder
    .insert(conversations)
    .values({
      id: place("id"),
      peer: place("peer"),
      lastActivityAt: place("at"),
      lastInboundAt: place("inboundAt"),
      createdAt: place("now"),
      unaskedAt: place("unaskedAt"),
      unaskedCount: place("unaskedCount"),
    })
    .onConflictDoUpdate({
      target: conversations.peer,
      set: {
        lastActivityAt: sql`max(last_activity_at, excluded.last_activity_at)`,
        lastInboundAt: sql`coalesce(max(last_inbound_at, excluded.last_inbound_at), excluded.last_inbound_at, last_inbound_at)`,
        unaskedAt: sql`coalesce(excluded.unasked_at, unasked_at)`,
        unaskedCount: sql`CASE WHEN unasked_at >= ${place("since")} THEN unasked_count + excluded.unasked_count
          WHEN excluded.unasked_count > 0 THEN excluded.unasked_count ELSE unasked_count END`,
      },
    }),
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
