import { and, desc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { inboundEvents } from "#db/schema/journal.ts";
import { guardTemplate, prune, type Statement, statement, template } from "#db/statement.ts";
import { isNobodys } from "#operation/holder.ts";

export type InboundEvent = typeof inboundEvents.$inferSelect;

/** An event as a list shows it: without what it says. */
export type ListedEvent = Pick<
  InboundEvent,
  "id" | "source" | "type" | "state" | "attempts" | "errorCode" | "receivedAt" | "processedAt"
>;

const place = sql.placeholder;

/** Stores an event unless it is there already; gives its id back when it is new. */
export const insertEvent = template<Record<string, unknown>>(() =>
  builder
    .insert(inboundEvents)
    .values({
      id: place("id"),
      source: place("source"),
      eventId: place("eventId"),
      type: place("type"),
      raw: place("raw"),
      state: sql`${place("state")}`,
      receivedAt: place("receivedAt"),
      processedAt: sql`${place("processedAt")}`,
      holder: place("holder"),
    })
    .onConflictDoNothing({ target: [inboundEvents.source, inboundEvents.eventId] })
    .returning({ id: inboundEvents.id }),
);

export const concludeEvent = template<{
  id: string;
  state: "processed" | "unrecognized";
  processedAt: number;
}>(() =>
  builder
    .update(inboundEvents)
    .set({
      state: sql`${place("state")}`,
      processedAt: sql`${place("processedAt")}`,
      errorCode: null,
      nextAttemptAt: null,
    })
    .where(eq(inboundEvents.id, place("id"))),
);

/** Ends the unit when the event has been processed already. */
export const isUnprocessed = guardTemplate<{ id: string }>(
  "the event is unprocessed",
  () => sql`EXISTS (SELECT 1 FROM inbound_events WHERE id = ${place("id")} AND state <> 'processed')`,
);

/** As the index over what is open says it: only so is it used. */
const isOpen = sql`state <> 'processed'`;

/** Events of these sources that are to be processed now, at most a thousand. */
export async function dueEvents(
  db: Reader,
  now: number,
  { sources, self }: { sources: string[]; self: string },
): Promise<InboundEvent[]> {
  const due = or(isNull(inboundEvents.nextAttemptAt), lte(inboundEvents.nextAttemptAt, now));
  return await db
    .select()
    .from(inboundEvents)
    .where(
      and(
        isOpen,
        inArray(inboundEvents.state, ["received", "retrying"]),
        inArray(inboundEvents.source, sources),
        due,
        isNobodys(inboundEvents.holder, self),
      ),
    )
    .limit(1000);
}

/** Whoever gets the ids back processes the events; of several processes one does. */
export function claimEvents(ids: readonly string[], holder: string): Statement {
  const wanted = and(inArray(inboundEvents.id, [...ids]), isOpen, isNobodys(inboundEvents.holder, holder));
  return statement(
    builder.update(inboundEvents).set({ holder }).where(wanted).returning({ id: inboundEvents.id }),
  );
}

/** What became of a try that failed; an event that another try has processed stays processed. */
export function postponeEvent(
  id: string,
  set: Pick<InboundEvent, "state" | "attempts" | "errorCode" | "nextAttemptAt">,
): Statement {
  return statement(
    builder
      .update(inboundEvents)
      .set({ ...set, holder: null })
      .where(and(eq(inboundEvents.id, id), sql`state <> 'processed'`)),
  );
}

/** The event as if it had just arrived. */
export function renewEvent(id: string): Statement {
  const again = {
    state: "received" as const,
    attempts: 0,
    nextAttemptAt: null,
    errorCode: null,
    processedAt: null,
    holder: null,
  };
  return statement(builder.update(inboundEvents).set(again).where(eq(inboundEvents.id, id)));
}

export async function eventById(db: Reader, id: string): Promise<InboundEvent | undefined> {
  const [row] = await db.select().from(inboundEvents).where(eq(inboundEvents.id, id));
  return row;
}

/** The newest first. */
export async function listEvents(
  db: Reader,
  filter: { state?: string | undefined; limit: number },
): Promise<ListedEvent[]> {
  const { id, source, type, state, attempts, errorCode, receivedAt, processedAt } = inboundEvents;
  return await db
    .select({ id, source, type, state, attempts, errorCode, receivedAt, processedAt })
    .from(inboundEvents)
    .where(
      and(
        filter.state === undefined ? undefined : sql`${state} = ${filter.state}`,
        filter.state === undefined || filter.state === "processed" ? undefined : isOpen,
      ),
    )
    .orderBy(desc(receivedAt), desc(id))
    .limit(filter.limit);
}

export function removeEvent(id: string): Statement {
  return statement(builder.delete(inboundEvents).where(eq(inboundEvents.id, id)));
}

export function pruneEvents(before: number): Statement {
  return prune(inboundEvents, sql`state = 'processed' AND received_at < ${before}`);
}
