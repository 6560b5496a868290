import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { policies } from "#db/schema/oversight.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type PolicyRow = typeof policies.$inferSelect;

const dayMs = 86_400_000;

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
    .orderBy(sql`client IS NULL`, sql`target IS NULL`, policies.createdAt);
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

/** How much of a rule's day is used up. */
export function usedToday(policy: Pick<PolicyRow, "day" | "dayAmount">, now: number): number {
  return policy.day === Math.floor(now / dayMs) ? policy.dayAmount : 0;
}

/** Counts a use; the unit ends where the rule has been revoked, has expired, or its day is used up by now. */
export function usePolicy(id: string, amount: number, now: number): Statement[] {
  const day = Math.floor(now / dayMs);
  const today = sql`(CASE WHEN day = ${day} THEN day_amount ELSE 0 END)`;
  const holds = sql`EXISTS (SELECT 1 FROM policies WHERE id = ${id} AND revoked_at IS NULL AND expires_at > ${now}
    AND (cap IS NULL OR cap >= ${amount}) AND (daily_cap IS NULL OR daily_cap >= ${today} + ${amount}))`;
  return [
    guard("the standing rule holds", holds),
    statement(sql`UPDATE policies SET uses = uses + 1, last_used_at = ${now}, day_amount = ${today} + ${amount},
      day = ${day} WHERE id = ${id}`),
  ];
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
