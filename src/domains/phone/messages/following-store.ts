import { and, asc, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { messages } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { MessageRow } from "#domains/phone/history-store.ts";

/** How long a text is followed, and how long it is left alone at first, in milliseconds. */
const longest = 86_400_000;
const first = 600_000;

/** Texts that are sent and whose end is not known, that nothing was heard of for half of the time since they were. */
export async function underWay(db: Reader, now: number, limit: number): Promise<MessageRow[]> {
  const rests = sql`${now} - ${messages.updatedAt} >= max(${first}, (${now} - ${messages.at}) / 2)`;
  return await db
    .select()
    .from(messages)
    .where(
      and(
        gt(messages.at, now - longest),
        eq(messages.direction, "outbound"),
        inArray(messages.status, ["sent", "scheduled"]),
        isNotNull(messages.providerId),
        rests,
      ),
    )
    .orderBy(asc(messages.updatedAt))
    .limit(limit);
}

/** They were asked about now. */
export function lookedAt(ids: readonly string[], now: number): Statement {
  return statement(
    builder
      .update(messages)
      .set({ updatedAt: now })
      .where(inArray(messages.id, [...ids])),
  );
}
