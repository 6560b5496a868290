import { sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { type Statement, statement } from "#db/statement.ts";

const tables = ["invoices", "quotes", "leads", "recurring_invoices"] as const;

/** Ids of the papers of a contact, by the table they are in: what a merge is undone with. */
export async function papersOf(db: Reader, contactId: string): Promise<Record<string, string[]>> {
  const parts = tables.map(
    (table) => sql`SELECT ${table}, id FROM ${sql.raw(table)} WHERE contact_id = ${contactId}`,
  );
  const rows = await db.values<[string, string]>(sql.join(parts, sql` UNION ALL `));
  const found: Record<string, string[]> = {};
  for (const [table, id] of rows) found[table] = [...(found[table] ?? []), id];
  return found;
}

/** What a contact has paid and owes, by currency. */
export async function moneyOf(
  db: Reader,
  contactId: string,
): Promise<{ currency: string; paid: number; owed: number }[]> {
  const rows = await db.values<[string, number, number]>(
    sql`SELECT currency, sum(paid - refunded), sum(CASE state WHEN 'sent' THEN total - credited - paid ELSE 0 END)
      FROM invoices WHERE contact_id = ${contactId} AND state <> 'void' GROUP BY currency ORDER BY currency`,
  );
  return rows.map(([currency, paid, owed]) => ({ currency, paid, owed }));
}

/** Those of some contacts that have any paper. */
export async function holdersAmong(db: Reader, ids: readonly string[]): Promise<string[]> {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const parts = tables.map(
    (table) => sql`SELECT contact_id FROM ${sql.raw(table)} WHERE contact_id IN ${among}`,
  );
  const rows = await db.values<[string]>(sql.join(parts, sql` UNION `));
  return rows.map(([id]) => id);
}

export function givePapers(from: string, into: string): Statement[] {
  return tables.map((table) =>
    statement(sql`UPDATE ${sql.raw(table)} SET contact_id = ${into} WHERE contact_id = ${from}`),
  );
}

/** Gives back what a merge gave away, as far as the other still has it. */
export function givePapersBack(into: string, to: string, ids: Record<string, string[]>): Statement[] {
  return tables.map((table) =>
    statement(sql`UPDATE ${sql.raw(table)} SET contact_id = ${to} WHERE contact_id = ${into}
      AND id IN (SELECT value FROM json_each(${JSON.stringify(ids[table] ?? [])}))`),
  );
}

const blankLines = sql`(SELECT json_group_array(json_remove(json_set(value, '$.description', '[erased]'), '$.serviceId'))
  FROM json_each(lines))`;

const blankParts = sql`(SELECT json_group_array(json_set(value, '$.label', 'Part')) FROM json_each(schedule))`;

/**
 * Somebody who is erased: numbers, days and amounts of what was sent stay, which tax law asks for, without a name or a
 * word; drafts, leads and what comes again go. `phones` and `email` find leads that were never tied to the contact.
 */
export function erasePapers(
  contactId: string,
  { phones, email }: { phones: readonly string[]; email: string | null },
  now: number,
): Statement[] {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(phones)}))`;
  const isLead = sql`(contact_id = ${contactId} AND ${contactId} <> '')
    OR email = ${email} OR EXISTS (SELECT 1 FROM json_each(phones) WHERE value IN ${among})`;
  const leads = statement(sql`DELETE FROM leads WHERE ${isLead}`);
  // An empty id stands for everybody who was erased.
  if (contactId === "") return [leads];
  return [
    leads,
    statement(
      sql`UPDATE payments SET reference = NULL, updated_at = ${now}
        WHERE invoice_id IN (SELECT id FROM invoices WHERE contact_id = ${contactId})`,
    ),
    statement(
      sql`UPDATE refunds SET reason = '[erased]', updated_at = ${now}
        WHERE invoice_id IN (SELECT id FROM invoices WHERE contact_id = ${contactId})`,
    ),
    statement(
      sql`UPDATE credit_notes SET reason = '[erased]'
        WHERE invoice_id IN (SELECT id FROM invoices WHERE contact_id = ${contactId})`,
    ),
    statement(sql`DELETE FROM invoices WHERE contact_id = ${contactId} AND state = 'draft'`),
    statement(sql`DELETE FROM quotes WHERE contact_id = ${contactId} AND state = 'draft'`),
    statement(sql`DELETE FROM recurring_invoices WHERE contact_id = ${contactId}`),
    statement(
      sql`UPDATE invoices SET contact_id = '', notes = NULL, void_reason = NULL, lines = ${blankLines}, schedule = ${blankParts},
        version = version + 1, updated_at = ${now} WHERE contact_id = ${contactId}`,
    ),
    statement(
      sql`UPDATE quotes SET contact_id = '', notes = NULL, accepted_name = NULL, lines = ${blankLines},
        version = version + 1, updated_at = ${now} WHERE contact_id = ${contactId}`,
    ),
  ];
}

/** Invoices of a contact on which something may still be paid. */
export async function openInvoicesOf(db: Reader, contactId: string): Promise<string[]> {
  const rows = await db.values<[string]>(sql`SELECT DISTINCT invoice_id FROM checkouts
    WHERE state IN ('creating', 'open') AND invoice_id IN (SELECT id FROM invoices WHERE contact_id = ${contactId})`);
  return rows.map(([id]) => id);
}
