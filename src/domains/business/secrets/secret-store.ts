import { and, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { keptSecrets } from "#db/schema/business.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type KeptSecret = typeof keptSecrets.$inferSelect;

export async function allSecrets(db: Reader): Promise<KeptSecret[]> {
  return await db.select().from(keptSecrets);
}

export async function secretNamed(db: Reader, name: string): Promise<KeptSecret | undefined> {
  const [row] = await db.select().from(keptSecrets).where(eq(keptSecrets.name, name));
  return row;
}

export function putSecret(row: KeptSecret): Statement[] {
  const { name: _name, ...set } = row;
  return [
    statement(builder.insert(keptSecrets).values(row).onConflictDoUpdate({ target: keptSecrets.name, set })),
  ];
}

export function removeSecret(name: string): Statement[] {
  return [statement(builder.delete(keptSecrets).where(eq(keptSecrets.name, name)))];
}

/** Only what is still as it was: what was left meanwhile stays. */
export function resealSecret({ name, sealed: before }: KeptSecret, sealed: string): Statement {
  const isSame = and(eq(keptSecrets.name, name), eq(keptSecrets.sealed, before));
  return statement(builder.update(keptSecrets).set({ sealed }).where(isSame));
}

/** Ends the unit where somebody else has left another meanwhile. */
export function isAsRead(name: string, before: KeptSecret | undefined): Statement {
  const now = sql`(SELECT sealed FROM kept_secrets WHERE name = ${name})`;
  return guard("the secret is as it was read", sql`${now} IS ${before?.sealed ?? null}`);
}
