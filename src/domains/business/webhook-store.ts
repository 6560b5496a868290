import { and, asc, desc, eq, isNotNull, lte, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { deliveries, subscriptions } from "#db/schema/webhooks.ts";
import { prune, type Statement, statement } from "#db/statement.ts";

export type SubscriptionRow = typeof subscriptions.$inferSelect;
export type DeliveryRow = typeof deliveries.$inferSelect;

const all = preparedBy((db) =>
  db.select().from(subscriptions).orderBy(asc(subscriptions.createdAt)).prepare(),
);

export async function listSubscriptions(db: Reader): Promise<SubscriptionRow[]> {
  return await all(db).execute();
}

export async function subscriptionById(db: Reader, id: string): Promise<SubscriptionRow | undefined> {
  const [row] = await db.select().from(subscriptions).where(eq(subscriptions.id, id));
  return row;
}

export function insertSubscription(row: SubscriptionRow): Statement {
  return statement(builder.insert(subscriptions).values(row));
}

/** What was to be told there goes with it. */
export function deleteSubscription(id: string): Statement[] {
  return [
    statement(builder.delete(deliveries).where(eq(deliveries.subscriptionId, id))),
    statement(builder.delete(subscriptions).where(eq(subscriptions.id, id))),
  ];
}

export function resealSubscription(id: string, secret: string): Statement {
  return statement(builder.update(subscriptions).set({ secret }).where(eq(subscriptions.id, id)));
}

/** Nobody is there any more: what waits for it is dead. */
export function retireSubscription(id: string, now: number): Statement[] {
  return [
    statement(
      builder.update(subscriptions).set({ state: "gone", updatedAt: now }).where(eq(subscriptions.id, id)),
    ),
    statement(
      builder
        .update(deliveries)
        .set({ state: "dead", endedAt: now })
        .where(and(eq(deliveries.subscriptionId, id), eq(deliveries.state, "pending"))),
    ),
  ];
}

export async function listDeliveries(
  db: Reader,
  { state, limit }: { state: DeliveryRow["state"] | undefined; limit: number },
): Promise<DeliveryRow[]> {
  return await db
    .select()
    .from(deliveries)
    .where(state === undefined ? undefined : eq(deliveries.state, state))
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(limit);
}

export async function deliveryById(db: Reader, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, id));
  return row;
}

/** What is due for one subscriber. */
export async function dueDeliveries(
  db: Reader,
  { subscription, now, limit }: { subscription: string; now: number; limit: number },
): Promise<DeliveryRow[]> {
  const isDue = and(eq(deliveries.state, "pending"), lte(deliveries.nextAttemptAt, now));
  return await db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.subscriptionId, subscription), isDue))
    .orderBy(asc(deliveries.nextAttemptAt), asc(deliveries.id))
    .limit(limit);
}

/** One event is told to an address once. */
export function insertDelivery(row: typeof deliveries.$inferInsert): Statement {
  return statement(builder.insert(deliveries).values(row).onConflictDoNothing());
}

/** Whoever gets the row back tries; another process that looks meanwhile does not, until `until`. */
export function claimDelivery({ id, attempts }: DeliveryRow, until: number): Statement {
  return statement(
    builder
      .update(deliveries)
      .set({ attempts: attempts + 1, nextAttemptAt: until })
      .where(and(eq(deliveries.id, id), eq(deliveries.state, "pending"), eq(deliveries.attempts, attempts)))
      .returning({ id: deliveries.id }),
  );
}

type Ended = Pick<DeliveryRow, "state" | "lastStatus" | "endedAt"> & { nextAttemptAt?: number };

/** How a try ended; what has been ended otherwise meanwhile stays so. */
export function settleDelivery(id: string, ended: Ended): Statement {
  const stillWaits = and(eq(deliveries.id, id), eq(deliveries.state, "pending"));
  return statement(builder.update(deliveries).set(ended).where(stillWaits));
}

/** A subscriber has taken an event. */
export function subscriberTook(id: string, now: number): Statement {
  const well = { takenAt: now, failingSince: null, problem: null };
  return statement(builder.update(subscriptions).set(well).where(eq(subscriptions.id, id)));
}

/** A subscriber has not taken an event; since when it takes none stays as it was. */
export function subscriberFailed(id: string, problem: string, now: number): Statement {
  const failing = { problem, failingSince: sql`coalesce(failing_since, ${now})` };
  return statement(builder.update(subscriptions).set(failing).where(eq(subscriptions.id, id)));
}

/** From the beginning: it is tried at once. */
export function reviveDelivery(id: string, now: number): Statement {
  const again = { state: "pending" as const, attempts: 0, nextAttemptAt: now, endedAt: null };
  return statement(builder.update(deliveries).set(again).where(eq(deliveries.id, id)));
}

/**
 * Since when a subscriber that used to take events has taken none of those it was told; undefined where all are
 * well. One that never took any was set up wrongly: the desk is not unwell for that.
 */
export async function failingSince(db: Reader): Promise<number | undefined> {
  const [row] = await db
    .select({ at: sql<number | null>`min(failing_since)` })
    .from(subscriptions)
    .where(and(eq(subscriptions.state, "active"), isNotNull(subscriptions.takenAt)));
  return row?.at ?? undefined;
}

export function pruneDeliveries(before: number): Statement {
  return prune(deliveries, sql`state <> 'pending' AND created_at < ${before}`);
}
