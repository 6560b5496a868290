import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { tokens } from "#db/schema/people.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type TokenRow = typeof tokens.$inferSelect;

const byHash = preparedBy((db) =>
  db
    .select()
    .from(tokens)
    .where(eq(tokens.hash, sql.placeholder("hash")))
    .prepare(),
);

export async function tokenByHash(db: Reader, hash: string): Promise<TokenRow | undefined> {
  const [row] = await byHash(db).execute({ hash });
  return row;
}

/** Newest first; revoked ones too, for as long as they are kept. */
export async function listTokens(db: Reader): Promise<TokenRow[]> {
  return await db.select().from(tokens).orderBy(desc(tokens.createdAt), desc(tokens.id)).limit(500);
}

/** Living tokens by id or by name. */
export async function livingTokens(db: Reader, idOrName: string): Promise<TokenRow[]> {
  const named = sql`(${tokens.id} = ${idOrName} OR ${tokens.name} = ${idOrName})`;
  return await db
    .select()
    .from(tokens)
    .where(and(named, isNull(tokens.revokedAt)));
}

export function insertToken(row: typeof tokens.$inferInsert): Statement[] {
  return [statement(builder.insert(tokens).values(row))];
}

export function revokeToken(id: string, now: number): Statement[] {
  const living = sql`EXISTS (SELECT 1 FROM tokens WHERE id = ${id} AND revoked_at IS NULL)`;
  return [
    guard("the token is alive", living),
    statement(builder.update(tokens).set({ revokedAt: now }).where(eq(tokens.id, id))),
  ];
}

export function touchTokens(usedAt: ReadonlyMap<string, number>): Statement[] {
  return [...usedAt].map(([id, at]) =>
    statement(builder.update(tokens).set({ lastUsedAt: at }).where(eq(tokens.id, id))),
  );
}
