import { and, asc, desc, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { payments, refunds } from "#db/schema/payments.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type PaymentRow = typeof payments.$inferSelect;
export type RefundRow = typeof refunds.$inferSelect;

export async function paymentById(db: Reader, id: string): Promise<PaymentRow | undefined> {
  const [row] = await db.select().from(payments).where(eq(payments.id, id));
  return row;
}

export async function paymentOfCheckout(db: Reader, checkoutId: string): Promise<PaymentRow | undefined> {
  const [row] = await db.select().from(payments).where(eq(payments.checkoutId, checkoutId));
  return row;
}

/** By the provider's name for it, by which refunds speak of it. */
export async function paymentAt(
  db: Reader,
  provider: string,
  providerId: string,
): Promise<PaymentRow | undefined> {
  const [row] = await db
    .select()
    .from(payments)
    .where(and(eq(payments.provider, provider), eq(payments.providerId, providerId)));
  return row;
}

export async function paymentsOf(db: Reader, invoiceIds: readonly string[]): Promise<PaymentRow[]> {
  if (invoiceIds.length === 0) return [];
  return await db
    .select()
    .from(payments)
    .where(inArray(payments.invoiceId, [...invoiceIds]))
    .orderBy(asc(payments.createdAt), asc(payments.id));
}

/** Payments that came and were applied to nothing: somebody has to give them back, or to keep them. */
export async function flaggedPayments(db: Reader, limit: number): Promise<PaymentRow[]> {
  return await db
    .select()
    .from(payments)
    .where(and(isNotNull(payments.flag), sql`refunded < amount`))
    .orderBy(desc(payments.createdAt))
    .limit(limit);
}

export async function paymentsThat(
  db: Reader,
  filter: {
    invoiceId?: string | undefined;
    from?: string | undefined;
    until?: string | undefined;
    isFlagged?: boolean | undefined;
    isReconciled?: boolean | undefined;
    before?: { at: number; id: string } | undefined;
    limit: number;
  },
): Promise<PaymentRow[]> {
  const { invoiceId, from, until, isFlagged, isReconciled, before, limit } = filter;
  return await db
    .select()
    .from(payments)
    .where(
      and(
        invoiceId === undefined ? undefined : eq(payments.invoiceId, invoiceId),
        from === undefined ? undefined : sql`${payments.receivedOn} >= ${from}`,
        until === undefined ? undefined : sql`${payments.receivedOn} <= ${until}`,
        isFlagged === undefined ? undefined : isFlagged ? sql`flag IS NOT NULL` : sql`flag IS NULL`,
        isReconciled === undefined
          ? undefined
          : isReconciled
            ? sql`reconciled_at IS NOT NULL`
            : sql`reconciled_at IS NULL`,
        before && sql`(${payments.createdAt}, ${payments.id}) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(desc(payments.createdAt), desc(payments.id))
    .limit(limit);
}

export function insertPayment(row: typeof payments.$inferInsert): Statement {
  return statement(builder.insert(payments).values(row));
}

type Changes = Partial<
  Pick<PaymentRow, "state" | "flag" | "amount" | "currency" | "providerId" | "receivedOn" | "reconciledAt">
>;

/** The unit ends where the payment is not in the state it was read in. */
export function changePayment(row: PaymentRow, changes: Changes, now: number): Statement[] {
  return [
    isAs(row),
    statement(
      builder
        .update(payments)
        .set({ ...changes, updatedAt: now })
        .where(eq(payments.id, row.id)),
    ),
  ];
}

function isAs({ id, state, refunded, refunding, flag }: PaymentRow): Statement {
  return guard(
    "the payment is as it was read",
    sql`EXISTS (SELECT 1 FROM payments WHERE id = ${id} AND state = ${state}
      AND refunded = ${refunded} AND refunding = ${refunding} AND flag IS ${flag})`,
  );
}

export async function refundById(db: Reader, id: string): Promise<RefundRow | undefined> {
  const [row] = await db.select().from(refunds).where(eq(refunds.id, id));
  return row;
}

export async function refundAt(
  db: Reader,
  provider: string,
  providerId: string,
): Promise<RefundRow | undefined> {
  const [row] = await db
    .select()
    .from(refunds)
    .where(and(eq(refunds.provider, provider), eq(refunds.providerId, providerId)));
  return row;
}

export async function refundsOf(db: Reader, paymentIds: readonly string[]): Promise<RefundRow[]> {
  if (paymentIds.length === 0) return [];
  return await db
    .select()
    .from(refunds)
    .where(inArray(refunds.paymentId, [...paymentIds]))
    .orderBy(asc(refunds.createdAt));
}

/** Money is on its way back: not more of a payment than there is of it. */
export function beginRefund(row: typeof refunds.$inferInsert): Statement[] {
  const { paymentId, amount } = row;
  return [
    guard(
      "so much of the payment is left",
      sql`EXISTS (SELECT 1 FROM payments WHERE id = ${paymentId} AND state = 'received'
        AND amount - refunded - refunding >= ${amount})`,
    ),
    statement(builder.insert(refunds).values(row)),
    statement(
      sql`UPDATE payments SET refunding = refunding + ${amount}, updated_at = ${row.createdAt}
        WHERE id = ${paymentId}`,
    ),
  ];
}

/**
 * How a refund ended, whatever was thought of it before: one that was given up may have come through, and one that came
 * through may be sent back by the bank. Nothing where the row is in another state by then.
 */
export function endRefund(
  {
    id,
    paymentId,
    invoiceId,
    amount,
    state,
  }: Pick<RefundRow, "id" | "paymentId" | "invoiceId" | "amount" | "state">,
  outcome: "done" | "failed",
  now: number,
): Statement[] {
  if (state === outcome) return [];
  const isAsRead = sql`EXISTS (SELECT 1 FROM refunds WHERE id = ${id} AND state = ${state})`;
  const freed = state === "pending" ? amount : 0;
  const back = outcome === "done" ? amount : state === "done" ? -amount : 0;
  return [
    statement(
      sql`UPDATE payments SET refunding = refunding - ${freed}, refunded = refunded + ${back}, updated_at = ${now}
        WHERE id = ${paymentId} AND ${isAsRead}`,
    ),
    // What was never applied to the invoice is not taken off it.
    statement(
      sql`UPDATE invoices SET refunded = refunded + ${back}, updated_at = ${now}
        WHERE id = ${invoiceId} AND ${isAsRead}
          AND EXISTS (SELECT 1 FROM payments WHERE id = ${paymentId} AND flag IS NULL)`,
    ),
    // An invoice whose money did not go back is not being made void any more.
    ...(outcome === "failed"
      ? [
          statement(
            sql`UPDATE invoices SET state = 'sent', void_reason = NULL, version = version + 1, updated_at = ${now}
              WHERE id = ${invoiceId} AND state = 'voiding' AND ${isAsRead}`,
          ),
        ]
      : []),
    statement(
      sql`UPDATE refunds SET state = ${outcome}, updated_at = ${now} WHERE id = ${id} AND state = ${state}`,
    ),
  ];
}

export function nameRefund(id: string, providerId: string): Statement {
  return statement(
    sql`UPDATE refunds SET provider_id = ${providerId} WHERE id = ${id} AND provider_id IS NULL`,
  );
}

/** Refunds that are on their way, the oldest first. */
export async function refundsUnderWay(db: Reader, before: number, limit: number): Promise<RefundRow[]> {
  return await db
    .select()
    .from(refunds)
    .where(and(eq(refunds.state, "pending"), isNotNull(refunds.providerId), sql`updated_at < ${before}`))
    .orderBy(asc(refunds.updatedAt))
    .limit(limit);
}

/** Marks, or takes the mark off, what the bookkeeper has found in the bank's statement. */
export function reconcile(
  what: "payments" | "refunds",
  ids: readonly string[],
  at: number | null,
): Statement {
  const table = what === "payments" ? payments : refunds;
  return statement(
    builder
      .update(table)
      .set({ reconciledAt: at })
      .where(inArray(table.id, [...ids])),
  );
}

/** How many of some payments and refunds there are. */
export async function countKnown(db: Reader, ids: readonly string[]): Promise<number> {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const [row] = await db.values<[number]>(sql`SELECT (SELECT count(*) FROM payments WHERE id IN ${among})
    + (SELECT count(*) FROM refunds WHERE id IN ${among})`);
  return row?.[0] ?? 0;
}

/** Payments, or refunds, of some days, for the books. */
export async function paymentsBetween(db: Reader, from: string, until: string): Promise<PaymentRow[]> {
  return await db
    .select()
    .from(payments)
    .where(within(payments.receivedOn, from, until))
    .orderBy(asc(payments.id));
}

export async function refundsBetween(db: Reader, from: string, until: string): Promise<RefundRow[]> {
  return await db
    .select()
    .from(refunds)
    .where(within(refunds.refundedOn, from, until))
    .orderBy(asc(refunds.id));
}

function within(column: SQL | unknown, from: string, until: string): SQL {
  return sql`${column} >= ${from} AND ${column} <= ${until}`;
}
