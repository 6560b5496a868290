import { and, asc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { services } from "#db/schema/office.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type ServiceRow = typeof services.$inferSelect;

const name = sql`${services.name} COLLATE NOCASE`;

export async function serviceById(db: Reader, id: string): Promise<ServiceRow | undefined> {
  const [row] = await db.select().from(services).where(eq(services.id, id));
  return row;
}

export async function servicesByIds(db: Reader, ids: readonly string[]): Promise<ServiceRow[]> {
  return ids.length === 0
    ? []
    : await db
        .select()
        .from(services)
        .where(inArray(services.id, [...ids]));
}

/** Services by their names: those that are offered, or those that were put away. */
export async function servicesThat(
  db: Reader,
  {
    isArchived,
    after,
    limit,
  }: { isArchived: boolean; after?: { name: string; id: string } | undefined; limit: number },
): Promise<ServiceRow[]> {
  return await db
    .select()
    .from(services)
    .where(
      and(
        isArchived ? isNotNull(services.archivedAt) : isNull(services.archivedAt),
        after && sql`(${name}, ${services.id}) > (${after.name} COLLATE NOCASE, ${after.id})`,
      ),
    )
    .orderBy(asc(name), asc(services.id))
    .limit(limit);
}

export function insertService(row: Omit<ServiceRow, "version" | "archivedAt">): Statement[] {
  const isFree = sql`NOT EXISTS (SELECT 1 FROM services WHERE name = ${row.name} COLLATE NOCASE AND archived_at IS NULL)`;
  return [guard("no service has that name", isFree), statement(builder.insert(services).values(row))];
}

/** The unit ends where the service has changed meanwhile. */
export function changeService(
  { id, version }: Pick<ServiceRow, "id" | "version">,
  change: Partial<Omit<ServiceRow, "id" | "version">>,
  now: number,
): Statement[] {
  const same = sql`EXISTS (SELECT 1 FROM services WHERE id = ${id} AND version = ${version})`;
  const set = { ...change, version: version + 1, updatedAt: now };
  return [
    guard("the service is as it was read", same),
    statement(builder.update(services).set(set).where(eq(services.id, id))),
  ];
}
