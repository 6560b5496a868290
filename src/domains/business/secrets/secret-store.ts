import { eq } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { keptSecrets } from "#db/schema/business.ts";
import { type Statement, statement } from "#db/statement.ts";

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

export function resealSecret(name: string, sealed: string): Statement {
  return statement(builder.update(keptSecrets).set({ sealed }).where(eq(keptSecrets.name, name)));
}
