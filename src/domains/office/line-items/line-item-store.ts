import { asc, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { lineItems } from "#db/schema/office.ts";
import { type Statement, statement } from "#db/statement.ts";

export type LineItemRow = typeof lineItems.$inferSelect;

export async function lineItemsOf(db: Reader, ticketIds: readonly string[]): Promise<LineItemRow[]> {
  if (ticketIds.length === 0) return [];
  return await db
    .select()
    .from(lineItems)
    .where(inArray(lineItems.ticketId, [...ticketIds]))
    .orderBy(asc(lineItems.createdAt), asc(lineItems.id));
}

export function insertLineItem(row: LineItemRow): Statement {
  return statement(builder.insert(lineItems).values(row));
}

/** Gives what is charged for a job to the ticket it was moved to. */
export function moveLineItems(from: string, into: string): Statement {
  return statement(sql`UPDATE line_items SET ticket_id = ${into} WHERE ticket_id = ${from}`);
}

/** What the tickets of a contact come to, by currency. */
export async function worthOf(
  db: Reader,
  contactId: string,
  state: "done" | "any",
): Promise<{ currency: string; amount: number }[]> {
  const rows = await db.values<
    [string, number]
  >(sql`SELECT line_items.currency, sum(line_items.price * line_items.quantity)
    FROM line_items JOIN appointments ON appointments.ticket_id = line_items.ticket_id
    WHERE appointments.contact_id = ${contactId}
      AND ${state === "done" ? sql`appointments.state = 'done'` : sql`appointments.state IN ('done', 'booked')`}
    GROUP BY line_items.currency ORDER BY line_items.currency`);
  return rows.map(([currency, amount]) => ({ currency, amount }));
}
