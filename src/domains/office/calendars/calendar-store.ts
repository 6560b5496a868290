import { and, asc, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { busyTimes, calendars } from "#db/schema/office.ts";
import { type Statement, statement } from "#db/statement.ts";

export type CalendarRow = typeof calendars.$inferSelect;

export async function calendarById(db: Reader, id: string): Promise<CalendarRow | undefined> {
  const [row] = await db.select().from(calendars).where(eq(calendars.id, id));
  return row;
}

export async function allCalendars(db: Reader): Promise<CalendarRow[]> {
  return await db.select().from(calendars).orderBy(asc(calendars.name), asc(calendars.id));
}

/** Calendars that say when somebody is busy. */
export async function busyCalendars(db: Reader, technician: string | null): Promise<CalendarRow[]> {
  const whose = technician === null ? undefined : eq(calendars.subject, technician);
  return await db
    .select()
    .from(calendars)
    .where(and(eq(calendars.kind, "busy"), whose));
}

export function insertCalendar(
  row: Omit<CalendarRow, "version" | "readAt" | "problem" | "triedAt">,
): Statement {
  return statement(builder.insert(calendars).values(row));
}

export function changeCalendar(id: string, change: Partial<CalendarRow>): Statement {
  return statement(builder.update(calendars).set(change).where(eq(calendars.id, id)));
}

/** Takes a calendar away with all that was read of it: its stays only where they are still to come. */
export function removeCalendar(id: string, today: string): Statement[] {
  return [
    statement(sql`DELETE FROM busy_times WHERE calendar_id = ${id}`),
    statement(sql`DELETE FROM stays WHERE calendar_id = ${id} AND arrival >= ${today}`),
    statement(sql`DELETE FROM calendars WHERE id = ${id}`),
  ];
}

export interface BusyTime {
  uid: string;
  startsAt: number;
  endsAt: number;
}

/** What a calendar says now takes the place of what it said. */
export function replaceBusyTimes(
  { id, subject }: Pick<CalendarRow, "id" | "subject">,
  times: readonly BusyTime[],
): Statement[] {
  return [
    statement(sql`DELETE FROM busy_times WHERE calendar_id = ${id}`),
    ...times.map((time) =>
      statement(builder.insert(busyTimes).values({ calendarId: id, technician: subject, ...time })),
    ),
  ];
}
