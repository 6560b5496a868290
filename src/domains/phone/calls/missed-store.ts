import { and, desc, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { calls } from "#db/schema/calls.ts";
import type { Position } from "#platform/cursor.ts";

/** States in which a call of theirs has reached nobody. */
export const missedStates = ["missed", "no_answer", "busy"] as const;

export interface MissedCall {
  id: string;
  at: number;
  /** True while somebody still waits to be called back. */
  waits: boolean;
}

/** Calls of theirs that nobody took, the newest first. */
export async function missedCalls(
  db: Reader,
  filter: { since: number; waiting: boolean; before: Position | undefined; limit: number },
): Promise<MissedCall[]> {
  const { since, waiting, before, limit } = filter;
  const waits = sql<number>`EXISTS (SELECT 1 FROM conversations c WHERE c.peer = ${calls.peer}
    AND c.waiting_since IS NOT NULL AND c.last_inbound_at >= ${calls.at})`;
  const narrowed: SQL[] = [
    eq(calls.direction, "inbound"),
    inArray(calls.status, [...missedStates]),
    gte(calls.at, since),
    ...(waiting ? [waits] : []),
    ...(before ? [sql`(${calls.at}, ${calls.id}) < (${before.at}, ${before.id})`] : []),
  ];
  const rows = await db
    .select({ id: calls.id, at: calls.at, waits })
    .from(calls)
    .where(and(...narrowed))
    .orderBy(desc(calls.at), desc(calls.id))
    .limit(limit);
  return rows.map(({ waits: isWaiting, ...row }) => ({ ...row, waits: Boolean(isWaiting) }));
}
