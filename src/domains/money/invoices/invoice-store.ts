import { and, asc, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { creditNotes, invoices } from "#db/schema/money.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type InvoiceRow = typeof invoices.$inferSelect;
export type NewInvoice = typeof invoices.$inferInsert;
export type CreditNoteRow = typeof creditNotes.$inferSelect;

/** Invoices and credit notes are counted from here. */
const firstNumber = 1000;

export async function invoiceById(db: Reader, id: string): Promise<InvoiceRow | undefined> {
  const [row] = await db.select().from(invoices).where(eq(invoices.id, id));
  return row;
}

export async function invoiceByNumber(db: Reader, number: number): Promise<InvoiceRow | undefined> {
  const [row] = await db.select().from(invoices).where(eq(invoices.number, number));
  return row;
}

export async function invoiceWithToken(db: Reader, token: string): Promise<InvoiceRow | undefined> {
  const [row] = await db.select().from(invoices).where(eq(invoices.token, token));
  return row;
}

/** The invoice of a ticket that has not been made void. */
export async function invoiceOfTicket(db: Reader, ticketId: string): Promise<InvoiceRow | undefined> {
  const [row] = await db
    .select()
    .from(invoices)
    .where(and(eq(invoices.ticketId, ticketId), sql`${invoices.state} <> 'void'`))
    .orderBy(desc(invoices.createdAt))
    .limit(1);
  return row;
}

/** What is still owed, in SQL and in the row alike: giving money back does not make it owed again. */
const owed = sql`total - credited - paid`;

export type InvoiceFilter =
  | "draft"
  | "sent"
  | "open"
  | "overdue"
  | "processing"
  | "partially_paid"
  | "paid"
  | "refunded"
  | "void";

function meets(status: InvoiceFilter, today: string): SQL {
  const isSent = sql`state IN ('sent', 'voiding')`;
  switch (status) {
    case "draft":
      return sql`state = 'draft'`;
    case "void":
      return sql`state = 'void'`;
    case "sent":
      return sql`${isSent}`;
    case "open":
      return sql`state = 'sent' AND paid + credited < total`;
    case "overdue":
      return sql`state = 'sent' AND paid + credited < total AND due_on < ${today} AND processing < ${owed}`;
    case "processing":
      return sql`${isSent} AND processing > 0`;
    case "partially_paid":
      return sql`${isSent} AND paid > 0 AND ${owed} > 0`;
    case "paid":
      return sql`${isSent} AND ${owed} <= 0 AND (paid = 0 OR refunded < paid)`;
    case "refunded":
      return sql`paid > 0 AND refunded >= paid`;
  }
}

/** Invoices, the newest first; those that are overdue by their day. */
export async function invoicesThat(
  db: Reader,
  filter: {
    status?: InvoiceFilter | undefined;
    today: string;
    contactIds?: readonly string[] | undefined;
    words?: string | undefined;
    recurringId?: string | undefined;
    before?: { at: number; id: string } | undefined;
    limit: number;
  },
): Promise<InvoiceRow[]> {
  const { status, today, contactIds, words, recurringId, before, limit } = filter;
  const like = words === undefined ? undefined : `%${words.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const number = words === undefined ? undefined : /^(?:INV-)?(\d{4,9})$/i.exec(words.trim())?.[1];
  const found =
    like === undefined
      ? undefined
      : sql`(lines LIKE ${like} ESCAPE '\\' OR notes LIKE ${like} ESCAPE '\\'
          ${number === undefined ? sql`` : sql`OR number = ${Number(number)}`}
          ${contactIds && contactIds.length > 0 ? sql`OR ${inArray(invoices.contactId, [...contactIds])}` : sql``})`;
  return await db
    .select()
    .from(invoices)
    .where(
      and(
        status && meets(status, today),
        found ?? (contactIds && inArray(invoices.contactId, [...contactIds])),
        recurringId === undefined ? undefined : eq(invoices.recurringId, recurringId),
        before && sql`(${invoices.createdAt}, ${invoices.id}) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(...(status === "overdue" ? [asc(invoices.dueOn), asc(invoices.id)] : newest))
    .limit(limit);
}

const newest = [desc(invoices.createdAt), desc(invoices.id)];

/** How many there are of each kind that somebody has to do something about. */
export async function countInvoices(db: Reader, today: string): Promise<{ draft: number; overdue: number }> {
  const [row] = await db.values<[number, number]>(
    sql`SELECT (SELECT count(*) FROM (SELECT 1 FROM invoices WHERE ${meets("draft", today)} LIMIT 1000)),
      (SELECT count(*) FROM (SELECT 1 FROM invoices WHERE ${meets("overdue", today)} LIMIT 1000))`,
  );
  return { draft: row?.[0] ?? 0, overdue: row?.[1] ?? 0 };
}

/** A ticket has one invoice: the unit ends where there is another by then. */
export function insertInvoice(row: NewInvoice): Statement[] {
  const { ticketId } = row;
  const isOnly = sql`NOT EXISTS (SELECT 1 FROM invoices WHERE ticket_id = ${ticketId} AND state <> 'void')`;
  return [
    ...(ticketId ? [guard("the ticket has no other invoice", isOnly)] : []),
    statement(builder.insert(invoices).values(row)),
  ];
}

type Changes = Partial<Omit<NewInvoice, "id" | "number" | "version" | "updatedAt">>;

/** The unit ends where the invoice has changed meanwhile. */
export function changeInvoice(
  { id, version }: Pick<InvoiceRow, "id" | "version">,
  changes: Changes,
  now: number,
): Statement[] {
  return [
    guard(
      "the invoice is as it was read",
      sql`EXISTS (SELECT 1 FROM invoices WHERE id = ${id} AND version = ${version})`,
    ),
    statement(
      builder
        .update(invoices)
        .set({ ...changes, version: version + 1, updatedAt: now })
        .where(eq(invoices.id, id)),
    ),
  ];
}

/** In SQL: how often customers were told of money since then: of invoices, of quotes, of what they have paid. */
const toldSince = (since: number) => sql`(SELECT count(*) FROM (
  SELECT 1 FROM invoices WHERE sent_at >= ${since}
  UNION ALL SELECT 1 FROM invoices WHERE reminded_at >= ${since}
  UNION ALL SELECT 1 FROM quotes WHERE told_at >= ${since}
  UNION ALL SELECT 1 FROM payments WHERE created_at >= ${since} AND method <> 'online'))`;

export async function countTold(db: Reader, since: number): Promise<number> {
  const [row] = await db.values<[number]>(sql`SELECT ${toldSince(since)}`);
  return row?.[0] ?? 0;
}

/** Ends a unit where others have told so many meanwhile that a person is to be asked. */
export function fewToldSince(since: number, most: number): Statement {
  return guard("few customers were told of money meanwhile", sql`${toldSince(since)} < ${most}`);
}

/** Their numbers; those without one are left out. */
export async function numbersOf(db: Reader, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.values<[string, number]>(sql`SELECT id, number FROM invoices WHERE number IS NOT NULL
    AND id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  return new Map(rows);
}

/** Whether any invoice has a number by now. */
export async function hasNumbers(db: Reader): Promise<boolean> {
  const rows = await db.values(sql`SELECT 1 FROM invoices WHERE number IS NOT NULL LIMIT 1`);
  return rows.length > 0;
}

/** The next number, at the moment of the commit: nothing that fails takes one. */
export function numberInvoice(id: string): Statement {
  return statement(
    sql`UPDATE invoices SET number = (SELECT coalesce(max(number), ${firstNumber - 1}) + 1 FROM invoices)
      WHERE id = ${id} AND number IS NULL`,
  );
}

/** Where a reminder has gone out, whatever else has changed: it counts once a day. */
export function countReminder(
  id: string,
  { isSent, since }: { isSent: boolean; since: number },
  now: number,
): Statement[] {
  return [
    guard(
      "nobody was reminded a moment ago",
      sql`EXISTS (SELECT 1 FROM invoices WHERE id = ${id} AND (reminded_at IS NULL OR reminded_at < ${since}))`,
    ),
    statement(
      sql`UPDATE invoices SET reminders = reminders + ${isSent ? 1 : 0}, reminded_at = ${now}, version = version + 1,
        updated_at = ${now} WHERE id = ${id}`,
    ),
  ];
}

/** Void at last, where that is wanted and nothing stands against it any more: no money here or on its way, no page. */
export function finishVoid(id: string, now: number): Statement {
  return statement(
    sql`UPDATE invoices SET state = 'void', voided_at = ${now}, version = version + 1, updated_at = ${now}
      WHERE id = ${id} AND state = 'voiding' AND processing = 0 AND refunded >= paid
        AND NOT EXISTS (SELECT 1 FROM checkouts
          WHERE invoice_id = ${id} AND state IN ('creating', 'open', 'closing', 'completed'))
        AND NOT EXISTS (SELECT 1 FROM payments WHERE invoice_id = ${id} AND refunding > 0)`,
  );
}

export async function creditNotesOf(db: Reader, invoiceIds: readonly string[]): Promise<CreditNoteRow[]> {
  if (invoiceIds.length === 0) return [];
  return await db
    .select()
    .from(creditNotes)
    .where(inArray(creditNotes.invoiceId, [...invoiceIds]))
    .orderBy(asc(creditNotes.number));
}

export function insertCreditNote(row: Omit<CreditNoteRow, "number">): Statement {
  return statement(
    builder.insert(creditNotes).values({
      ...row,
      number: sql`(SELECT coalesce(max(number), ${firstNumber - 1}) + 1 FROM credit_notes)`,
    }),
  );
}
