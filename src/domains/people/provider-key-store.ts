import { and, eq, isNotNull } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { outbox } from "#db/schema/journal.ts";
import { providerKeys } from "#db/schema/people.ts";
import { type Statement, statement } from "#db/statement.ts";

export type ProviderKeyRow = typeof providerKeys.$inferSelect;

export async function providerKeyOf(db: Reader, personId: string): Promise<ProviderKeyRow | undefined> {
  const [row] = await db
    .select()
    .from(providerKeys)
    .where(and(eq(providerKeys.personId, personId), eq(providerKeys.provider, "quo")));
  return row;
}

/** What is sealed, wherever it lies: for a new root secret. */
export async function sealedKeys(
  db: Reader,
): Promise<{ keys: ProviderKeyRow[]; effects: { id: string; sealed: string }[] }> {
  const keys = await db.select().from(providerKeys);
  const effects = await db
    .select({ id: outbox.id, sealed: outbox.sealedKey })
    .from(outbox)
    .where(isNotNull(outbox.sealedKey));
  return { keys, effects: effects.map(({ id, sealed }) => ({ id, sealed: sealed ?? "" })) };
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

export function deleteProviderKey(personId: string): Statement[] {
  return [statement(builder.delete(providerKeys).where(eq(providerKeys.personId, personId)))];
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

export function resealEffect(id: string, fresh: string): Statement {
  return statement(
    builder
      .update(outbox)
      .set({ sealedKey: fresh })
      .where(and(eq(outbox.id, id), isNotNull(outbox.sealedKey))),
  );
}
