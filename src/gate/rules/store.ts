import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { policies } from "#db/schema/oversight.ts";
import { type Late, lateGuard, lateStatement, type Statement, statement } from "#db/statement.ts";

export type PolicyRow = typeof policies.$inferSelect;

export type NewPolicy = typeof policies.$inferInsert;

export function insertPolicy(row: NewPolicy): Statement[] {
  return [statement(builder.insert(policies).values(row))];
}

/** Rules for the operation that hold now, for this app or for every one; the narrowest first. */
export async function livingPolicies(
  db: Reader,
  operation: string,
  client: string,
  now: number,
): Promise<PolicyRow[]> {
  return await db
    .select()
    .from(policies)
    .where(
      and(
        eq(policies.operation, operation),
        isNull(policies.revokedAt),
        gt(policies.expiresAt, now),
        or(isNull(policies.client), eq(policies.client, client)),
      ),
    )
    .orderBy(sql`client IS NULL`, sql`target IS NULL`, sql`words IS NULL`, policies.createdAt);
}

/** Every rule, those that hold first, newest first. */
export async function listPolicies(db: Reader, now: number): Promise<PolicyRow[]> {
  const holds = sql`(revoked_at IS NULL AND expires_at > ${now})`;
  return await db.select().from(policies).orderBy(sql`${holds} DESC`, desc(policies.createdAt)).limit(500);
}

export async function policyById(db: Reader, id: string): Promise<PolicyRow | undefined> {
  const [row] = await db.select().from(policies).where(eq(policies.id, id));
  return row;
}

/** How much of a rule's day is used up; a day that has been counted under does not come back. */
export function usedOn(policy: Pick<PolicyRow, "day" | "dayAmount">, day: number): number {
  return policy.day >= day ? policy.dayAmount : 0;
}

/** The moment at which a unit is committed, and the business's day that it falls on. */
export interface Moment {
  now: number;
  day: number;
}

const place = sql.placeholder;
const usedSoFar = sql`(CASE WHEN day >= ${place("day")} THEN day_amount ELSE 0 END)`;

const holds: Late<Moment & { id: string; amount: number }> = lateGuard(
  "the standing rule holds",
  () => sql`EXISTS (SELECT 1 FROM policies WHERE id = ${place("id")} AND revoked_at IS NULL
    AND expires_at > ${place("now")} AND (cap IS NULL OR cap >= ${place("amount")})
    AND (daily_cap IS NULL OR daily_cap >= ${usedSoFar} + ${place("amount")}))`,
);

const count: Late<Moment & { id: string; amount: number }> = lateStatement(
  () => sql`UPDATE policies SET uses = uses + 1, last_used_at = ${place("now")},
    day_amount = ${usedSoFar} + ${place("amount")}, day = max(day, ${place("day")}) WHERE id = ${place("id")}`,
);

/**
 * Counts a use. The rule is judged when the unit is committed, not when the call came in: the unit ends where it has
 * been revoked, has expired, or its day is used up by then.
 */
export function usePolicy(id: string, amount: number, moment: () => Moment): Statement[] {
  const values = () => ({ ...moment(), id, amount });
  return [holds(values), count(values)];
}

export function revokePolicy(id: string, by: string, now: number): Statement[] {
  return [
    statement(
      builder
        .update(policies)
        .set({ revokedAt: now, revokedBy: by })
        .where(and(eq(policies.id, id), isNull(policies.revokedAt))),
    ),
  ];
}
