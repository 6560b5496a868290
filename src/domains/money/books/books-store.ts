import { asc, inArray, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { creditNotes, invoices } from "#db/schema/money.ts";
import type { CreditNoteRow, InvoiceRow } from "#domains/money/invoices/invoice-store.ts";

/** Invoices that were sent on these days, by their number: what is void among them, so that no number is missing. */
export async function invoicesBetween(db: Reader, from: string, until: string): Promise<InvoiceRow[]> {
  return await db
    .select()
    .from(invoices)
    .where(sql`number IS NOT NULL AND issued_on >= ${from} AND issued_on <= ${until}`)
    .orderBy(asc(invoices.number));
}

export async function creditNotesBetween(db: Reader, from: string, until: string): Promise<CreditNoteRow[]> {
  return await db
    .select()
    .from(creditNotes)
    .where(sql`issued_on >= ${from} AND issued_on <= ${until}`)
    .orderBy(asc(creditNotes.number));
}

export async function invoicesByIds(db: Reader, ids: readonly string[]): Promise<InvoiceRow[]> {
  if (ids.length === 0) return [];
  return await db
    .select()
    .from(invoices)
    .where(inArray(invoices.id, [...ids]));
}
