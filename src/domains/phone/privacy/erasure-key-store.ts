import { builder, type Reader } from "#db/client.ts";
import { erasedNumbers, erasureKeys } from "#db/schema/consent.ts";
import { type Statement, statement } from "#db/statement.ts";

const only = 1;

export async function sealedErasureKey(db: Reader): Promise<string | undefined> {
  const [row] = await db.select({ sealed: erasureKeys.sealed }).from(erasureKeys).limit(1);
  return row?.sealed;
}

/** Keeps the first one that there is. */
export function keepErasureKey(sealed: string): Statement {
  return statement(builder.insert(erasureKeys).values({ id: only, sealed }).onConflictDoNothing());
}

/** The same key, sealed otherwise, or the one that must not be lost. */
export function putErasureKey(sealed: string): Statement {
  return statement(
    builder
      .insert(erasureKeys)
      .values({ id: only, sealed })
      .onConflictDoUpdate({ target: erasureKeys.id, set: { sealed } }),
  );
}

export async function isAnybodyErased(db: Reader): Promise<boolean> {
  return (await db.select({ hash: erasedNumbers.hash }).from(erasedNumbers).limit(1)).length > 0;
}
