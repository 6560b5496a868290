import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { appointments, series } from "#db/schema/office.ts";
import { guard, type Statement, statement } from "#db/statement.ts";
import type { AppointmentRow } from "#domains/office/appointments/appointment-store.ts";

export type SeriesRow = typeof series.$inferSelect;

export async function seriesById(db: Reader, id: string): Promise<SeriesRow | undefined> {
  const [row] = await db.select().from(series).where(eq(series.id, id));
  return row;
}

export async function seriesThat(
  db: Reader,
  filter: { contactId?: string | undefined; after?: string | undefined; limit: number },
): Promise<SeriesRow[]> {
  const { contactId, after, limit } = filter;
  return await db
    .select()
    .from(series)
    .where(
      and(
        contactId === undefined ? undefined : eq(series.contactId, contactId),
        after === undefined ? undefined : gt(series.id, after),
      ),
    )
    .orderBy(asc(series.id))
    .limit(limit);
}

/** Series whose visits do not stand in the calendar far enough ahead. */
export async function seriesToExtend(db: Reader, until: string, limit: number): Promise<SeriesRow[]> {
  return await db
    .select()
    .from(series)
    .where(sql`made_until < ${until} AND (until_date IS NULL OR made_until < until_date)`)
    .orderBy(asc(series.madeUntil))
    .limit(limit);
}

/** Every visit of a series that was made, with those that were cancelled or moved. */
export async function visitsOf(db: Reader, seriesId: string): Promise<AppointmentRow[]> {
  return await db
    .select()
    .from(appointments)
    .where(eq(appointments.seriesId, seriesId))
    .orderBy(asc(appointments.startsAt));
}

/** Series go by the clocks of the business's zone. */
export function rezoneSeries(zone: string): Statement {
  return statement(sql`UPDATE series SET zone = ${zone}, version = version + 1 WHERE zone <> ${zone}`);
}

/** A series with those it goes on from, and those that go on from it. */
export async function chainOf(db: Reader, row: SeriesRow): Promise<SeriesRow[]> {
  const ids = await db.values<[string]>(sql`WITH RECURSIVE
    before(id, follows) AS (SELECT id, follows FROM series WHERE id = ${row.id}
      UNION SELECT series.id, series.follows FROM series JOIN before ON series.id = before.follows),
    after(id) AS (SELECT id FROM before
      UNION SELECT series.id FROM series JOIN after ON series.follows = after.id)
    SELECT id FROM after`);
  return await db
    .select()
    .from(series)
    .where(
      inArray(
        series.id,
        ids.map(([id]) => id),
      ),
    )
    .orderBy(asc(series.fromDate), asc(series.createdAt));
}

export function insertSeries(row: Omit<SeriesRow, "version">): Statement {
  return statement(builder.insert(series).values(row));
}

/** The unit ends where the series has changed meanwhile. */
export function changeSeries(
  { id, version }: Pick<SeriesRow, "id" | "version">,
  change: Partial<SeriesRow>,
): Statement[] {
  const same = sql`EXISTS (SELECT 1 FROM series WHERE id = ${id} AND version = ${version})`;
  return [
    guard("the series is as it was read", same),
    statement(
      builder
        .update(series)
        .set({ ...change, version: version + 1 })
        .where(eq(series.id, id)),
    ),
  ];
}
