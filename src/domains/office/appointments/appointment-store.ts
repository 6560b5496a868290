import { and, asc, desc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { appointments, busyTimes } from "#db/schema/office.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type AppointmentRow = typeof appointments.$inferSelect;
export type NewAppointment = typeof appointments.$inferInsert;

/** No appointment with its ways around it lasts longer, in milliseconds. */
export const longest = 3 * 86_400_000;

export async function appointmentOf(db: Reader, ticketId: string): Promise<AppointmentRow | undefined> {
  const [row] = await db.select().from(appointments).where(eq(appointments.ticketId, ticketId));
  return row;
}

export async function appointmentsOf(db: Reader, ticketIds: readonly string[]): Promise<AppointmentRow[]> {
  if (ticketIds.length === 0) return [];
  return await db
    .select()
    .from(appointments)
    .where(inArray(appointments.ticketId, [...ticketIds]));
}

/** Appointments that begin within a time, in their order. */
export async function appointmentsBetween(
  db: Reader,
  { from, until, limit }: { from: number; until: number; limit: number },
): Promise<AppointmentRow[]> {
  return await db
    .select()
    .from(appointments)
    .where(and(gte(appointments.startsAt, from), lt(appointments.startsAt, until)))
    .orderBy(asc(appointments.startsAt), asc(appointments.ticketId))
    .limit(limit);
}

/** A contact's appointments, the latest first. */
export async function appointmentsWith(
  db: Reader,
  contactId: string,
  limit: number,
): Promise<AppointmentRow[]> {
  return await db
    .select()
    .from(appointments)
    .where(eq(appointments.contactId, contactId))
    .orderBy(desc(appointments.startsAt))
    .limit(limit);
}

/** What keeps somebody busy: an appointment, a time that is held, or what stands in their own calendar. */
export interface Taken {
  technician: string;
  from: number;
  until: number;
  /** Undefined for what another calendar says. */
  row: AppointmentRow | undefined;
}

/** What is done keeps its time too: whoever comes early has not become free for somebody else's. */
const isTaken = (now: number) =>
  sql`(state IN ('booked', 'done') OR (state = 'held' AND held_until > ${now}))`;

/** All that keeps anybody busy in a time, except one appointment that is to be moved. */
export async function takenBetween(
  db: Reader,
  { from, until, now, except }: { from: number; until: number; now: number; except: string | undefined },
): Promise<Taken[]> {
  const [own, others] = await Promise.all([
    db
      .select()
      .from(appointments)
      .where(
        sql`busy_from < ${until} AND busy_from > ${from - longest} AND busy_until > ${from} AND ${isTaken(now)} AND ticket_id <> ${except ?? ""}`,
      ),
    db.select().from(busyTimes).where(sql`starts_at < ${until} AND ends_at > ${from}`),
  ]);
  return [
    ...own.map((row) => ({ technician: row.technician, from: row.busyFrom, until: row.busyUntil, row })),
    ...others.map(({ technician, startsAt, endsAt }) => ({
      ...{ technician, from: startsAt, until: endsAt, row: undefined },
    })),
  ];
}

/** How many appointments everybody has on some days, as `technician date`. */
export async function countedBetween(
  db: Reader,
  { first, last, now, except }: { first: string; last: string; now: number; except: string | undefined },
): Promise<Map<string, number>> {
  const rows = await db
    .select({
      technician: appointments.technician,
      date: appointments.localDate,
      count: sql<number>`count(*)`,
    })
    .from(appointments)
    .where(sql`local_date BETWEEN ${first} AND ${last} AND ${isTaken(now)} AND ticket_id <> ${except ?? ""}`)
    .groupBy(appointments.technician, appointments.localDate);
  return new Map(rows.map(({ technician, date, count }) => [`${technician} ${date}`, count]));
}

type Place = Pick<NewAppointment, "technician" | "busyFrom" | "busyUntil" | "localDate">;

/** Ends the unit where somebody else has got the time meanwhile, or the day is full. */
export function staysFree(
  { technician, busyFrom, busyUntil, localDate }: Place,
  { now, except = "", mostPerDay }: { now: number; except?: string; mostPerDay: number },
): Statement[] {
  const overlap = sql`SELECT 1 FROM appointments WHERE technician = ${technician} AND busy_from < ${busyUntil}
    AND busy_from > ${busyFrom - longest} AND busy_until > ${busyFrom} AND ${isTaken(now)} AND ticket_id <> ${except}`;
  const elsewhere = sql`SELECT 1 FROM busy_times WHERE technician = ${technician} AND starts_at < ${busyUntil} AND ends_at > ${busyFrom}`;
  const free = guard("the time is free", sql`NOT EXISTS (${overlap}) AND NOT EXISTS (${elsewhere})`);
  if (mostPerDay === 0) return [free];
  const count = sql`(SELECT count(*) FROM appointments WHERE technician = ${technician} AND local_date = ${localDate}
    AND ${isTaken(now)} AND ticket_id <> ${except})`;
  return [free, guard("the day has room", sql`${count} < ${mostPerDay}`)];
}

/** Ends the unit where the same customer has got the same time meanwhile: then it is the same request. */
export function isNotBookedYet({
  contactId,
  startsAt,
  services,
}: Pick<NewAppointment, "contactId" | "startsAt" | "services">): Statement {
  return guard(
    "the customer has no appointment at that time",
    sql`NOT EXISTS (SELECT 1 FROM appointments WHERE contact_id = ${contactId} AND starts_at = ${startsAt} AND services = ${services} AND state = 'booked')`,
  );
}

export function insertAppointment(row: NewAppointment): Statement {
  return statement(builder.insert(appointments).values(row));
}

/** The unit ends where the appointment has changed meanwhile. */
export function changeAppointment(
  { ticketId, version }: Pick<AppointmentRow, "ticketId" | "version">,
  change: Partial<NewAppointment>,
  now: number,
): Statement[] {
  const same = sql`EXISTS (SELECT 1 FROM appointments WHERE ticket_id = ${ticketId} AND version = ${version})`;
  const set = { ...change, version: version + 1, updatedAt: now };
  return [
    guard("the appointment is as it was read", same),
    statement(builder.update(appointments).set(set).where(eq(appointments.ticketId, ticketId))),
  ];
}

/** Booked appointments that nobody was reminded of, that begin within a time, and were booked longer before than `fresh`. */
export async function toRemind(
  db: Reader,
  { from, until, fresh, limit }: { from: number; until: number; fresh: number; limit: number },
): Promise<AppointmentRow[]> {
  return await db
    .select()
    .from(appointments)
    .where(
      sql`starts_at > ${from} AND starts_at <= ${until} AND state = 'booked' AND reminded_at IS NULL AND tells = 1
        AND starts_at - created_at >= ${fresh}`,
    )
    .orderBy(asc(appointments.startsAt))
    .limit(limit);
}

/** Future appointments whose instant was reckoned with other zone data: what holds is their wall time. */
export async function comingAppointments(
  db: Reader,
  { now, after, limit }: { now: number; after: string; limit: number },
): Promise<AppointmentRow[]> {
  return await db
    .select()
    .from(appointments)
    .where(sql`starts_at > ${now} AND state IN ('booked', 'held') AND ticket_id > ${after}`)
    .orderBy(asc(appointments.ticketId))
    .limit(limit);
}

/** Times that were kept for somebody, for longer than was said. */
export async function heldTooLong(db: Reader, now: number, limit: number): Promise<AppointmentRow[]> {
  return await db
    .select()
    .from(appointments)
    .where(sql`state = 'held' AND held_until <= ${now}`)
    .orderBy(asc(appointments.heldUntil))
    .limit(limit);
}

/** The appointment whose own page this is. */
export async function appointmentWithToken(db: Reader, token: string): Promise<AppointmentRow | undefined> {
  const [row] = await db.select().from(appointments).where(eq(appointments.token, token));
  return row;
}
