import { and, asc, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { propertyRoles, stays } from "#db/schema/office.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type StayRow = typeof stays.$inferSelect;
export type RoleRow = typeof propertyRoles.$inferSelect;

export async function stayById(db: Reader, id: string): Promise<StayRow | undefined> {
  const [row] = await db.select().from(stays).where(eq(stays.id, id));
  return row;
}

export interface StayFilter {
  property?: string | undefined;
  contactId?: string | undefined;
  state?: StayRow["state"] | undefined;
  /** Nights of this date are part of it. */
  on?: string | undefined;
  /** Arrivals from this date on. */
  from?: string | undefined;
  /** Arrivals, and departures, on this date alone. */
  arrival?: string | undefined;
  departure?: string | undefined;
  words?: string | undefined;
  after?: { arrival: string; id: string } | undefined;
  limit: number;
}

/** Stays by their arrival. */
export async function staysThat(db: Reader, filter: StayFilter): Promise<StayRow[]> {
  const { property, contactId, state, on, from, arrival, departure, words, after, limit } = filter;
  const like = words === undefined ? undefined : `%${words.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return await db
    .select()
    .from(stays)
    .where(
      and(
        property === undefined ? undefined : eq(stays.property, property),
        contactId === undefined ? undefined : eq(stays.contactId, contactId),
        state === undefined ? sql`${stays.state} <> 'cancelled'` : eq(stays.state, state),
        on === undefined ? undefined : sql`${stays.arrival} <= ${on} AND ${stays.departure} > ${on}`,
        from === undefined ? undefined : sql`${stays.arrival} >= ${from}`,
        arrival === undefined ? undefined : eq(stays.arrival, arrival),
        departure === undefined ? undefined : eq(stays.departure, departure),
        like === undefined
          ? undefined
          : sql`(${stays.guest} LIKE ${like} ESCAPE '\\' OR ${stays.unit} LIKE ${like} ESCAPE '\\' OR ${stays.notes} LIKE ${like} ESCAPE '\\')`,
        after && sql`(${stays.arrival}, ${stays.id}) > (${after.arrival}, ${after.id})`,
      ),
    )
    .orderBy(asc(stays.arrival), asc(stays.id))
    .limit(limit);
}

/** Stays in the same unit whose nights overlap; of one property where no unit is said. */
export async function overlapping(
  db: Reader,
  {
    id,
    property,
    unit,
    arrival,
    departure,
  }: Pick<StayRow, "id" | "property" | "unit" | "arrival" | "departure">,
): Promise<StayRow[]> {
  return await db
    .select()
    .from(stays)
    .where(
      sql`property = ${property} AND coalesce(unit, '') = ${unit ?? ""} COLLATE NOCASE AND state IN ('expected', 'here')
        AND arrival < ${departure} AND departure > ${arrival} AND id <> ${id}`,
    )
    .limit(5);
}

export function insertStay(row: Omit<StayRow, "version">): Statement[] {
  return [nightsAreFree(row), statement(builder.insert(stays).values(row))];
}

/** Ends the unit where somebody else has these nights in the same unit meanwhile. */
function nightsAreFree({
  property,
  unit,
  arrival,
  departure,
  id,
}: Pick<StayRow, "id" | "property" | "unit" | "arrival" | "departure">): Statement {
  return guard(
    "nobody else has these nights",
    sql`NOT EXISTS (SELECT 1 FROM stays WHERE property = ${property} AND coalesce(unit, '') = ${unit ?? ""} COLLATE NOCASE
      AND state IN ('expected', 'here') AND arrival < ${departure} AND departure > ${arrival} AND id <> ${id})`,
  );
}

/** The unit ends where the stay has changed meanwhile. */
export function changeStay(row: StayRow, change: Partial<StayRow>, now: number): Statement[] {
  const { id, version } = row;
  const same = sql`EXISTS (SELECT 1 FROM stays WHERE id = ${id} AND version = ${version})`;
  const after = { ...row, ...change };
  const set = { ...change, version: version + 1, updatedAt: now };
  return [
    guard("the stay is as it was read", same),
    ...(after.state === "expected" || after.state === "here" ? [nightsAreFree(after)] : []),
    statement(builder.update(stays).set(set).where(eq(stays.id, id))),
  ];
}

/** Stays as a calendar elsewhere has them now: what it does not have any more, and was still to come, is cancelled. */
export function replaceStays(
  calendar: { id: string; subject: string },
  found: readonly Pick<StayRow, "id" | "uid" | "guest" | "arrival" | "departure">[],
  { today, now }: { today: string; now: number },
): Statement[] {
  return [
    statement(
      sql`UPDATE stays SET state = 'cancelled', version = version + 1, updated_at = ${now}
        WHERE calendar_id = ${calendar.id} AND arrival >= ${today} AND state = 'expected'`,
    ),
    ...found.map(({ guest, arrival, departure, ...row }) =>
      statement(
        builder
          .insert(stays)
          .values({
            ...row,
            ...{ guest, arrival, departure, property: calendar.subject, calendarId: calendar.id },
            ...{
              unit: null,
              contactId: null,
              notes: null,
              state: "expected",
              createdAt: now,
              updatedAt: now,
            },
          })
          .onConflictDoUpdate({
            target: [stays.calendarId, stays.uid],
            targetWhere: sql`calendar_id IS NOT NULL`,
            set: {
              guest,
              arrival,
              departure,
              state: sql`CASE state WHEN 'cancelled' THEN 'expected' ELSE state END`,
              updatedAt: now,
            },
          }),
      ),
    ),
  ];
}

/** What a contact is at properties, or who is what at one. */
export async function rolesThat(
  db: Reader,
  { contactId, property }: { contactId?: string | undefined; property?: string | undefined },
): Promise<RoleRow[]> {
  return await db
    .select()
    .from(propertyRoles)
    .where(
      and(
        contactId === undefined ? undefined : eq(propertyRoles.contactId, contactId),
        property === undefined ? undefined : eq(propertyRoles.property, property),
      ),
    )
    .orderBy(asc(propertyRoles.property), asc(propertyRoles.role))
    .limit(500);
}

export function setRole(row: RoleRow, has: boolean): Statement {
  const { property, contactId, role } = row;
  return has
    ? statement(builder.insert(propertyRoles).values(row).onConflictDoNothing())
    : statement(
        builder
          .delete(propertyRoles)
          .where(
            and(
              eq(propertyRoles.property, property),
              eq(propertyRoles.contactId, contactId),
              eq(propertyRoles.role, role),
            ),
          ),
      );
}
