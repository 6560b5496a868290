import { and, desc, eq, getTableColumns, isNull, lt, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { oauthGrants } from "#db/schema/oauth.ts";
import { people, providerKeys, tokens } from "#db/schema/people.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";

export type TokenRow = typeof tokens.$inferSelect;

/** A token with what it depends on: its person and grant as they are now. */
export type HeldToken = NonNullable<Awaited<ReturnType<typeof tokenByHash>>>;

const byHash = preparedBy((db) =>
  db
    .select({
      ...getTableColumns(tokens),
      role: people.role,
      disabledAt: people.disabledAt,
      clientId: oauthGrants.clientId,
      grantRevokedAt: oauthGrants.revokedAt,
      sealedKey: providerKeys.sealed,
    })
    .from(tokens)
    .leftJoin(people, eq(people.id, tokens.user))
    .leftJoin(oauthGrants, eq(oauthGrants.id, tokens.grantId))
    .leftJoin(providerKeys, and(eq(providerKeys.personId, tokens.user), eq(providerKeys.provider, "quo")))
    .where(eq(tokens.hash, sql.placeholder("hash")))
    .prepare(),
);

export async function tokenByHash(db: Reader, hash: string) {
  const [row] = await byHash(db).execute({ hash });
  return row;
}

/** Personal tokens, of everybody or of one user, newest first; revoked ones too, for as long as they are kept. */
export async function listTokens(db: Reader, user?: string): Promise<TokenRow[]> {
  return await db
    .select()
    .from(tokens)
    .where(and(isNull(tokens.grantId), user === undefined ? undefined : eq(tokens.user, user)))
    .orderBy(desc(tokens.createdAt), desc(tokens.id))
    .limit(500);
}

/** Living personal tokens by id or by name, of everybody or of one user. */
export async function livingTokens(db: Reader, idOrName: string, user?: string): Promise<TokenRow[]> {
  const named = sql`(${tokens.id} = ${idOrName} OR ${tokens.name} = ${idOrName})`;
  const own = user === undefined ? undefined : eq(tokens.user, user);
  return await db
    .select()
    .from(tokens)
    .where(and(named, own, isNull(tokens.grantId), isNull(tokens.revokedAt)));
}

export async function tokenById(db: Reader, id: string): Promise<TokenRow | undefined> {
  const [row] = await db.select().from(tokens).where(eq(tokens.id, id));
  return row;
}

export function insertToken(row: typeof tokens.$inferInsert): Statement[] {
  return [statement(builder.insert(tokens).values(row))];
}

/** Ends a personal token, and those that it minted. */
export function revokeToken(id: string, now: number): Statement[] {
  const living = sql`EXISTS (SELECT 1 FROM tokens WHERE id = ${id} AND revoked_at IS NULL)`;
  const family = sql`id IN (WITH RECURSIVE line(id) AS (
    VALUES(${id}) UNION SELECT tokens.id FROM tokens JOIN line ON tokens.parent_id = line.id) SELECT id FROM line)`;
  return [guard("the token is alive", living), endTokens(family, now)];
}

/** Ends the living tokens that meet the condition. */
export function endTokens(which: SQL, now: number): Statement {
  return statement(
    builder
      .update(tokens)
      .set({ revokedAt: now })
      .where(and(which, isNull(tokens.revokedAt))),
  );
}

export function touchTokens(usedAt: ReadonlyMap<string, number>): Statement[] {
  return [...usedAt].map(([id, at]) =>
    statement(builder.update(tokens).set({ lastUsedAt: at }).where(eq(tokens.id, id))),
  );
}

/** OAuth's access tokens go a day after their hour; personal ones stay. */
export function pruneTokens(before: number): Statement {
  return prune(tokens, sql`${tokens.grantId} IS NOT NULL AND ${lt(tokens.expiresAt, before)}`);
}
