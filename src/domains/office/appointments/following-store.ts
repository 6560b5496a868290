import { eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { appointments, propertyRoles, reminders, series, stays, waitlist } from "#db/schema/office.ts";
import { type Statement, statement } from "#db/statement.ts";

const owned = [appointments, waitlist, reminders, series, stays] as const;

/** Ids of what the office has of a contact, by the table it is in: what a merge is undone with. */
export async function ownedBy(db: Reader, contactId: string): Promise<Record<string, string[]>> {
  const rows = await db.values<[string, string]>(sql`
    SELECT 'appointments', ticket_id FROM appointments WHERE contact_id = ${contactId}
    UNION ALL SELECT 'waitlist', id FROM waitlist WHERE contact_id = ${contactId}
    UNION ALL SELECT 'reminders', id FROM reminders WHERE contact_id = ${contactId}
    UNION ALL SELECT 'series', id FROM series WHERE contact_id = ${contactId}
    UNION ALL SELECT 'stays', id FROM stays WHERE contact_id = ${contactId}
    UNION ALL SELECT 'property_roles', property || ' ' || role FROM property_roles WHERE contact_id = ${contactId}`);
  const found: Record<string, string[]> = {};
  for (const [table, id] of rows) found[table] = [...(found[table] ?? []), id];
  return found;
}

/** Those of some contacts that the office has anything of. */
export async function ownersAmong(db: Reader, ids: readonly string[]): Promise<string[]> {
  const given = JSON.stringify(ids);
  const among = sql`(SELECT value FROM json_each(${given}))`;
  const rows = await db.values<[string]>(sql`
    SELECT contact_id FROM appointments WHERE contact_id IN ${among}
    UNION SELECT contact_id FROM waitlist WHERE contact_id IN ${among}
    UNION SELECT contact_id FROM reminders WHERE contact_id IN ${among}
    UNION SELECT contact_id FROM series WHERE contact_id IN ${among}
    UNION SELECT contact_id FROM stays WHERE contact_id IN ${among}
    UNION SELECT contact_id FROM property_roles WHERE contact_id IN ${among}`);
  return rows.map(([id]) => id);
}

/** Gives all that the office has of a contact to another. */
export function giveOwned(from: string, into: string): Statement[] {
  return [
    ...owned.map((table) =>
      statement(builder.update(table).set({ contactId: into }).where(eq(table.contactId, from))),
    ),
    statement(sql`UPDATE OR IGNORE property_roles SET contact_id = ${into} WHERE contact_id = ${from}`),
  ];
}

/** Gives back what a merge gave away, as far as the other still has it. */
export function giveBack(into: string, to: string, ids: Record<string, string[]>): Statement[] {
  const of = (table: string) => ids[table] ?? [];
  const is = (table: "waitlist" | "reminders" | "series" | "stays") =>
    ({ waitlist, reminders, series, stays })[table];
  return [
    statement(
      sql`UPDATE appointments SET contact_id = ${to} WHERE contact_id = ${into} AND ${inArray(appointments.ticketId, of("appointments"))}`,
    ),
    ...(["waitlist", "reminders", "series", "stays"] as const).map((name) => {
      const table = is(name);
      return statement(
        builder
          .update(table)
          .set({ contactId: to })
          .where(sql`${table.contactId} = ${into} AND ${inArray(table.id, of(name))}`),
      );
    }),
    statement(sql`UPDATE OR IGNORE property_roles SET contact_id = ${to} WHERE contact_id = ${into}
      AND property || ' ' || role IN (SELECT value FROM json_each(${JSON.stringify(of("property_roles"))}))`),
  ];
}

/** Somebody who is erased: what the office has of them goes, or stays as a time without anybody's name. */
export function eraseOwned(
  contactId: string,
  /** Their tickets, also those without a time. */
  ticketIds: readonly string[],
  now: number,
): Statement[] {
  const others = JSON.stringify(ticketIds);
  const tickets = sql`SELECT ticket_id FROM appointments WHERE contact_id = ${contactId} AND ${contactId} <> ''`;
  const words = [
    statement(
      sql`UPDATE line_items SET description = '[erased]' WHERE ticket_id IN (${tickets}) OR ticket_id IN (SELECT value FROM json_each(${others}))`,
    ),
    statement(
      sql`DELETE FROM reminders WHERE (contact_id = ${contactId} AND contact_id <> '') OR ticket_id IN (${tickets})
        OR ticket_id IN (SELECT value FROM json_each(${others}))`,
    ),
  ];
  // Of a number that is nobody's, nothing else is kept here; an empty id stands for everybody who was erased.
  if (contactId === "") return words;
  return [
    ...words,
    statement(builder.delete(waitlist).where(eq(waitlist.contactId, contactId))),
    statement(builder.delete(series).where(eq(series.contactId, contactId))),
    statement(builder.delete(propertyRoles).where(eq(propertyRoles.contactId, contactId))),
    statement(
      builder
        .update(stays)
        .set({ contactId: null, guest: null, notes: null, updatedAt: now })
        .where(eq(stays.contactId, contactId)),
    ),
    statement(
      sql`UPDATE appointments SET contact_id = '', address = NULL, address_id = NULL, notes = NULL, series_id = NULL,
        state = CASE WHEN state = 'done' THEN 'done' ELSE 'cancelled' END, version = version + 1, updated_at = ${now}
        WHERE contact_id = ${contactId}`,
    ),
  ];
}
