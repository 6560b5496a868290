import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { conversations, lines, optOuts, transcripts } from "#db/schema/phone.ts";
import { prune, type Statement, statement, template } from "#db/statement.ts";

export type LineRow = typeof lines.$inferSelect;
export type TranscriptRow = typeof transcripts.$inferSelect;

// ---- lines

const everyLine = preparedBy((db) =>
  db.select().from(lines).orderBy(asc(lines.createdAt), asc(lines.id)).prepare(),
);

export async function allLines(db: Reader): Promise<LineRow[]> {
  return await everyLine(db).execute();
}

/** Keeps lines as a provider lists them. */
export function putLines(found: (typeof lines.$inferInsert)[], now: number): Statement[] {
  return found.map((line) =>
    statement(
      builder
        .insert(lines)
        .values(line)
        .onConflictDoUpdate({
          target: [lines.provider, lines.providerId],
          set: {
            number: line.number,
            name: line.name,
            canText: line.canText ?? true,
            active: true,
            updatedAt: now,
          },
        }),
    ),
  );
}

/** Switches off the provider's lines that are not in its list any more. */
export function switchOffOthers(
  provider: string,
  found: (typeof lines.$inferInsert)[],
  now: number,
): Statement {
  const kept = found.map((line) => line.providerId);
  const gone = and(eq(lines.provider, provider), sql`${lines.providerId} NOT IN ${kept}`);
  return statement(builder.update(lines).set({ active: false, updatedAt: now }).where(gone));
}

/** A line that an event speaks of before the provider's list has been read. */
export function ensureLine(line: typeof lines.$inferInsert): Statement[] {
  return [statement(builder.insert(lines).values(line).onConflictDoNothing())];
}

export function lineIdOf(provider: string, providerId: string): SQL<string> {
  return sql<string>`(SELECT id FROM lines WHERE provider = ${provider} AND provider_id = ${providerId})`;
}

// ---- conversations

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

const place = sql.placeholder;

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

// ---- transcripts

export function putTranscript(row: typeof transcripts.$inferInsert): Statement {
  const { provider: _provider, providerCallId: _call, createdAt: _created, ...set } = row;
  return statement(
    builder
      .insert(transcripts)
      .values(row)
      .onConflictDoUpdate({
        target: [transcripts.provider, transcripts.providerCallId],
        set,
        setWhere: sql`${transcripts.status} <> 'completed' OR excluded.status = 'completed'`,
      }),
  );
}

export async function transcriptsOf(
  db: Reader,
  provider: string,
  providerCallIds: string[],
): Promise<Map<string, TranscriptRow>> {
  if (providerCallIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(transcripts)
    .where(and(eq(transcripts.provider, provider), inArray(transcripts.providerCallId, providerCallIds)));
  return new Map(rows.map((row) => [row.providerCallId, row]));
}

export function pruneTranscripts(before: number): Statement {
  return prune(transcripts, sql`created_at < ${before}`);
}

// ---- opt-outs

export async function optedOut(db: Reader, phones: string[]): Promise<Set<string>> {
  const rows = await db
    .select({ phone: optOuts.phone })
    .from(optOuts)
    .where(and(inArray(optOuts.phone, phones), eq(optOuts.state, "out")));
  return new Set(rows.map((row) => row.phone));
}

/** Keeps what a number said last, in whatever order its words arrive. */
export function consent(
  phone: string,
  state: "out" | "in",
  source: "text" | "provider",
  at: number,
): Statement {
  const row = { state, source, at };
  return statement(
    builder
      .insert(optOuts)
      .values({ phone, ...row })
      .onConflictDoUpdate({ target: optOuts.phone, set: row, setWhere: sql`${optOuts.at} < ${at}` }),
  );
}
