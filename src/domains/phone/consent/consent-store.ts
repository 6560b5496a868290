import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { consents } from "#db/schema/consent.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { Position } from "#platform/cursor.ts";

export type ConsentRow = typeof consents.$inferSelect;
export type ConsentAct = ConsentRow["act"];

/** Whether somebody's wish was learnt from that text, or place. */
export async function isEvidence(db: Reader, phone: string, evidence: string): Promise<boolean> {
  const isIt = and(eq(consents.phone, phone), eq(consents.evidence, evidence));
  return (await db.select({ id: consents.id }).from(consents).where(isIt).limit(1)).length > 0;
}

/** A line of evidence. */
export function insertConsent(row: typeof consents.$inferInsert): Statement {
  return statement(builder.insert(consents).values(row).onConflictDoNothing());
}

/** Those of the numbers that have agreed to be sold to, and have not taken it back or said stop since. */
export async function wantMarketing(db: Reader, phones: readonly string[]): Promise<Set<string>> {
  if (phones.length === 0) return new Set();
  const rows = await db
    .select({ phone: consents.phone, act: consents.act })
    .from(consents)
    .where(
      and(
        inArray(consents.phone, [...phones]),
        inArray(consents.act, ["marketing_given", "marketing_withdrawn", "opt_out"]),
      ),
    )
    .orderBy(consents.at, consents.id);
  const last = new Map(rows.map(({ phone, act }) => [phone, act]));
  return new Set([...last].flatMap(([phone, act]) => (act === "marketing_given" ? [phone] : [])));
}

/** The newest first. */
export async function listConsents(
  db: Reader,
  filter: { phones?: readonly string[] | undefined; before?: Position | undefined; limit: number },
): Promise<ConsentRow[]> {
  const { phones, before, limit } = filter;
  return await db
    .select()
    .from(consents)
    .where(
      and(
        phones ? inArray(consents.phone, [...phones]) : undefined,
        before ? sql`(${consents.at}, ${consents.id}) < (${before.at}, ${before.id})` : undefined,
      ),
    )
    .orderBy(desc(consents.at), desc(consents.id))
    .limit(limit);
}
