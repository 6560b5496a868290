import { inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import {
  appointments,
  demoRecords,
  lineItems,
  reminders,
  series,
  stays,
  waitlist,
} from "#db/schema/office.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type DemoRecord = typeof demoRecords.$inferSelect;

export async function demoRecordsOf(db: Reader): Promise<DemoRecord[]> {
  return await db.select().from(demoRecords);
}

/** Remembers what a trial has put here; the unit ends where there is one already. */
export function rememberDemo(records: readonly DemoRecord[]): Statement[] {
  return [
    guard("there is no trial business yet", sql`NOT EXISTS (SELECT 1 FROM demo_records)`),
    ...records.map((record) => statement(builder.insert(demoRecords).values(record))),
  ];
}

/** Takes away what the office has of a trial, and whatever was booked for its customers since. */
export function removeDemo(ids: {
  contacts: string[];
  tickets: string[];
  services: string[];
  now: number;
}): Statement[] {
  const { contacts, tickets } = ids;
  return [
    statement(builder.delete(appointments).where(inArray(appointments.ticketId, tickets))),
    statement(builder.delete(lineItems).where(inArray(lineItems.ticketId, tickets))),
    statement(builder.delete(reminders).where(inArray(reminders.contactId, contacts))),
    statement(builder.delete(waitlist).where(inArray(waitlist.contactId, contacts))),
    statement(builder.delete(series).where(inArray(series.contactId, contacts))),
    statement(builder.delete(stays).where(inArray(stays.contactId, contacts))),
    // What the owner's own appointments name is put away, not gone.
    ...ids.services.map((id) =>
      statement(
        sql`DELETE FROM services WHERE id = ${id} AND NOT EXISTS (SELECT 1 FROM appointments WHERE instr(services, ${id}) > 0)
          AND NOT EXISTS (SELECT 1 FROM line_items WHERE service_id = ${id})
          AND NOT EXISTS (SELECT 1 FROM series WHERE instr(services, ${id}) > 0)`,
      ),
    ),
    statement(
      sql`UPDATE services SET archived_at = ${ids.now}, version = version + 1 WHERE archived_at IS NULL
        AND id IN (SELECT value FROM json_each(${JSON.stringify(ids.services)}))`,
    ),
    statement(builder.delete(demoRecords)),
  ];
}
