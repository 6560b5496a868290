import { and, asc, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { waitlist } from "#db/schema/office.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type WaitingRow = typeof waitlist.$inferSelect;

export async function waitingById(db: Reader, id: string): Promise<WaitingRow | undefined> {
  const [row] = await db.select().from(waitlist).where(eq(waitlist.id, id));
  return row;
}

/** Those that wait, or in another state, whoever came first first. */
export async function waitingThat(
  db: Reader,
  {
    state,
    contactId,
    after,
    limit,
  }: {
    state: WaitingRow["state"] | "any";
    contactId?: string | undefined;
    after?: { at: number; id: string } | undefined;
    limit: number;
  },
): Promise<WaitingRow[]> {
  return await db
    .select()
    .from(waitlist)
    .where(
      and(
        state === "any" ? undefined : eq(waitlist.state, state),
        contactId === undefined ? undefined : eq(waitlist.contactId, contactId),
        after && sql`(${waitlist.createdAt}, ${waitlist.id}) > (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(asc(waitlist.createdAt), asc(waitlist.id))
    .limit(limit);
}

/** Who waits for a time: it is within what they said, and long enough. Whoever came first comes first. */
export async function waitingFor(
  db: Reader,
  { date, minute, minutes, limit }: { date: string; minute: number; minutes: number; limit: number },
): Promise<WaitingRow[]> {
  return await db
    .select()
    .from(waitlist)
    .where(
      sql`state = 'waiting' AND from_date <= ${date} AND until_date >= ${date}
        AND from_minute <= ${minute} AND until_minute > ${minute} AND minutes <= ${minutes}`,
    )
    .orderBy(asc(waitlist.createdAt), asc(waitlist.id))
    .limit(limit);
}

/** Two that ask for the same at once come to one: the second one's unit ends. */
export function insertWaiting(row: Omit<WaitingRow, "version">): Statement[] {
  const { contactId, services, fromDate, untilDate } = row;
  return [
    guard(
      "they do not wait for that yet",
      sql`NOT EXISTS (SELECT 1 FROM waitlist WHERE contact_id = ${contactId} AND state = 'waiting' AND services = ${services}
        AND from_date = ${fromDate} AND until_date = ${untilDate})`,
    ),
    statement(builder.insert(waitlist).values(row)),
  ];
}

/** The unit ends where the entry has changed meanwhile. */
export function changeWaiting(
  { id, version }: Pick<WaitingRow, "id" | "version">,
  change: Partial<WaitingRow>,
  now: number,
): Statement[] {
  const same = sql`EXISTS (SELECT 1 FROM waitlist WHERE id = ${id} AND version = ${version})`;
  const set = { ...change, version: version + 1, updatedAt: now };
  return [
    guard("the entry is as it was read", same),
    statement(builder.update(waitlist).set(set).where(eq(waitlist.id, id))),
  ];
}

/** Who was offered a time that they did not take waits again. */
export function waitsAgain(ticketId: string, now: number): Statement {
  return statement(sql`UPDATE waitlist SET state = 'waiting', offered = NULL, version = version + 1, updated_at = ${now}
    WHERE offered = ${ticketId} AND state = 'offered'`);
}

/** Who took the time that was offered has what they waited for. */
export function waitingBooked(id: string, now: number): Statement {
  return statement(
    sql`UPDATE waitlist SET state = 'booked', version = version + 1, updated_at = ${now} WHERE id = ${id}`,
  );
}
