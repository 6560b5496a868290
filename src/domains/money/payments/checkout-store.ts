import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { checkouts } from "#db/schema/payments.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type CheckoutRow = typeof checkouts.$inferSelect;

export async function checkoutById(db: Reader, id: string): Promise<CheckoutRow | undefined> {
  const [row] = await db.select().from(checkouts).where(eq(checkouts.id, id));
  return row;
}

export async function checkoutAt(
  db: Reader,
  provider: string,
  providerId: string,
): Promise<CheckoutRow | undefined> {
  const [row] = await db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.provider, provider), eq(checkouts.providerId, providerId)));
  return row;
}

/** Pages on which somebody could still pay, or that are just being closed. */
export async function liveCheckouts(db: Reader, invoiceId: string): Promise<CheckoutRow[]> {
  return await db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.invoiceId, invoiceId), inArray(checkouts.state, ["creating", "open", "closing"])))
    .orderBy(asc(checkouts.createdAt));
}

/** Pages whose end is not known yet and that nothing was heard of since, the oldest first. */
export async function unsettledCheckouts(db: Reader, before: number, limit: number): Promise<CheckoutRow[]> {
  return await db
    .select()
    .from(checkouts)
    .where(
      and(
        inArray(checkouts.state, ["open", "closing", "completed"]),
        sql`provider_id IS NOT NULL AND updated_at < ${before}`,
      ),
    )
    .orderBy(asc(checkouts.updatedAt))
    .limit(limit);
}

/** At most one of an invoice's pages is open: the unit ends where there is another by then. */
export function insertCheckout(row: typeof checkouts.$inferInsert): Statement[] {
  return [
    guard(
      "no other page of the invoice is open",
      sql`NOT EXISTS (SELECT 1 FROM checkouts
        WHERE invoice_id = ${row.invoiceId} AND state IN ('creating', 'open'))`,
    ),
    statement(builder.insert(checkouts).values(row)),
  ];
}

/** Nobody is sent to them any more; whether they are closed at the provider is found out. */
export function leaveCheckout(id: string, now: number): Statement {
  return statement(
    sql`UPDATE checkouts SET state = 'closing', updated_at = ${now}
      WHERE id = ${id} AND state IN ('creating', 'open')`,
  );
}

/** The page is there; where it was left meanwhile, it stays left, and is closed. */
export function openCheckout(
  id: string,
  { providerId, url }: { providerId: string; url: string },
  now: number,
): Statement {
  return statement(
    sql`UPDATE checkouts SET provider_id = ${providerId}, url = ${url}, updated_at = ${now},
        state = CASE state WHEN 'creating' THEN 'open' ELSE state END
      WHERE id = ${id} AND provider_id IS NULL`,
  );
}

export function moveCheckout(
  id: string,
  state: CheckoutRow["state"],
  from: readonly CheckoutRow["state"][],
  now: number,
): Statement {
  return statement(
    builder
      .update(checkouts)
      .set({ state, updatedAt: now })
      .where(and(eq(checkouts.id, id), inArray(checkouts.state, [...from]))),
  );
}

/** The unit ends where the page has become something else than it was read as. */
export function isCheckoutAs({ id, state }: CheckoutRow): Statement {
  return guard(
    "the page is as it was read",
    sql`EXISTS (SELECT 1 FROM checkouts WHERE id = ${id} AND state = ${state})`,
  );
}

/** It was asked about: for a while nobody asks again. */
export function askedAbout(what: "checkouts" | "refunds", id: string, now: number): Statement {
  return statement(sql`UPDATE ${sql.raw(what)} SET updated_at = ${now} WHERE id = ${id}`);
}

/** Whether there is a page of a provider's of which something may have to be heard yet. */
export async function hasUnsettled(db: Reader, provider: string): Promise<boolean> {
  const rows = await db.values(
    sql`SELECT 1 FROM checkouts WHERE provider = ${provider} AND state IN ('open', 'closing', 'completed') LIMIT 1`,
  );
  return rows.length > 0;
}
