import { and, eq } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { providerKeys } from "#db/schema/people.ts";
import { type Statement, statement } from "#db/statement.ts";

export type ProviderKeyRow = typeof providerKeys.$inferSelect;

export async function providerKeyOf(
  db: Reader,
  personId: string,
  provider: ProviderKeyRow["provider"] = "quo",
): Promise<ProviderKeyRow | undefined> {
  const [row] = await db
    .select()
    .from(providerKeys)
    .where(and(eq(providerKeys.personId, personId), eq(providerKeys.provider, provider)));
  return row;
}

/** Every key that somebody has left. */
export async function providerKeysOf(db: Reader): Promise<ProviderKeyRow[]> {
  return await db.select().from(providerKeys);
}

export function putProviderKey(row: typeof providerKeys.$inferInsert): Statement[] {
  const { sealed, lastFour, createdAt } = row;
  return [
    statement(
      builder
        .insert(providerKeys)
        .values(row)
        .onConflictDoUpdate({
          target: [providerKeys.personId, providerKeys.provider],
          set: { sealed, lastFour, createdAt },
        }),
    ),
  ];
}

export function deleteProviderKey(personId: string, provider: ProviderKeyRow["provider"]): Statement[] {
  return [
    statement(
      builder
        .delete(providerKeys)
        .where(and(eq(providerKeys.personId, personId), eq(providerKeys.provider, provider))),
    ),
  ];
}

export function resealProviderKey({ personId, provider, sealed }: ProviderKeyRow, fresh: string): Statement {
  return statement(
    builder
      .update(providerKeys)
      .set({ sealed: fresh })
      .where(
        and(
          eq(providerKeys.personId, personId),
          eq(providerKeys.provider, provider),
          eq(providerKeys.sealed, sealed),
        ),
      ),
  );
}

/** What a key is sealed for: nobody else's, and no other provider's, opens it. */
export function sealContextOf({ personId, provider }: Pick<ProviderKeyRow, "personId" | "provider">): string {
  return provider === "quo" ? personId : `${personId} ${provider}`;
}
