import { sql } from "drizzle-orm";
import { type Statement, statement } from "#db/statement.ts";

/** Removes all papers of some contacts, with what was paid and given back. */
export function removePapers(contactIds: readonly string[]): Statement[] {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(contactIds)}))`;
  const theirs = sql`(SELECT id FROM invoices WHERE contact_id IN ${among})`;
  return [
    ...["refunds", "payments", "checkouts", "credit_notes"].map((table) =>
      statement(sql`DELETE FROM ${sql.raw(table)} WHERE invoice_id IN ${theirs}`),
    ),
    ...["invoices", "quotes", "leads", "recurring_invoices"].map((table) =>
      statement(sql`DELETE FROM ${sql.raw(table)} WHERE contact_id IN ${among}`),
    ),
  ];
}
