import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { recurringInvoices } from "#db/schema/money.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type RecurringRow = typeof recurringInvoices.$inferSelect;

export async function recurringById(db: Reader, id: string): Promise<RecurringRow | undefined> {
  const [row] = await db.select().from(recurringInvoices).where(eq(recurringInvoices.id, id));
  return row;
}

export async function recurringThat(
  db: Reader,
  {
    contactId,
    isActive,
    limit,
  }: { contactId?: string | undefined; isActive?: boolean | undefined; limit: number },
): Promise<RecurringRow[]> {
  return await db
    .select()
    .from(recurringInvoices)
    .where(
      and(
        contactId === undefined ? undefined : eq(recurringInvoices.contactId, contactId),
        isActive ? isNull(recurringInvoices.endedAt) : undefined,
      ),
    )
    .orderBy(desc(recurringInvoices.createdAt))
    .limit(limit);
}

/** Those of which one is due by a day, the oldest first. */
export async function recurringDue(db: Reader, today: string, limit: number): Promise<RecurringRow[]> {
  return await db
    .select()
    .from(recurringInvoices)
    .where(sql`ended_at IS NULL AND next_on <= ${today}`)
    .orderBy(asc(recurringInvoices.nextOn))
    .limit(limit);
}

export function insertRecurring(row: RecurringRow): Statement {
  return statement(builder.insert(recurringInvoices).values(row));
}

/** The unit ends where it has changed meanwhile: each of its invoices is made once. */
export function changeRecurring(
  { id, version }: Pick<RecurringRow, "id" | "version">,
  changes: Partial<RecurringRow>,
): Statement[] {
  return [
    guard(
      "it is as it was read",
      sql`EXISTS (SELECT 1 FROM recurring_invoices WHERE id = ${id} AND version = ${version})`,
    ),
    statement(
      builder
        .update(recurringInvoices)
        .set({ ...changes, version: version + 1 })
        .where(eq(recurringInvoices.id, id)),
    ),
  ];
}
