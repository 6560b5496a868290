import { and, asc, eq, gt, gte, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { cursors, events } from "#db/schema/journal.ts";
import { type Statement, template } from "#db/statement.ts";

export type EventRow = typeof events.$inferSelect;

const place = sql.placeholder;

const cursorNamed = preparedBy((db) =>
  db
    .select({ seq: cursors.seq })
    .from(cursors)
    .where(eq(cursors.name, place("name")))
    .prepare(),
);

/** How far a reader of the events has come, as it was marked last. */
export async function cursorOf(db: Reader, name: string): Promise<number> {
  const [row] = await cursorNamed(db).execute({ name });
  return row?.seq ?? 0;
}

const eventsAfter = preparedBy((db) =>
  db
    .select()
    .from(events)
    .where(and(gt(events.seq, place("seq")), gte(events.at, place("since"))))
    .orderBy(asc(events.seq))
    .limit(place("limit"))
    .prepare(),
);

/** The next events after `seq`, of those that happened at `since` or later. */
export async function nextEvents(
  db: Reader,
  { seq, since = 0, limit }: { seq: number; since?: number; limit: number },
): Promise<EventRow[]> {
  return await eventsAfter(db).execute({ seq, since, limit });
}

/** A reader has come this far, or further already. */
export const markEvents = template<{ name: string; seq: number }>(() =>
  builder
    .insert(cursors)
    .values({ name: place("name"), seq: place("seq") })
    .onConflictDoUpdate({ target: cursors.name, set: { seq: sql`max(${cursors.seq}, excluded.seq)` } }),
) as (values: { name: string; seq: number }) => Statement;
