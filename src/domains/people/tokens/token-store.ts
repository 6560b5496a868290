import { and, desc, eq, getTableColumns, gt, isNull, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { oauthGrants } from "#db/schema/oauth.ts";
import { people, providerKeys, tokens } from "#db/schema/people.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";
import { personMayComeIn } from "#domains/people/persons/person-store.ts";

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
      grantScopes: oauthGrants.scopes,
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

export function insertToken(row: typeof tokens.$inferInsert): Statement[] {
  return [statement(builder.insert(tokens).values(row))];
}

export async function tokenById(db: Reader, id: string): Promise<TokenRow | undefined> {
  const [row] = await db.select().from(tokens).where(eq(tokens.id, id));
  return row;
}

/** A later end for a token; the unit ends where it has been revoked or given another end meanwhile. */
export function prolongToken({ id, expiresAt: before }: TokenRow, expiresAt: number): Statement[] {
  const same = sql`EXISTS (SELECT 1 FROM tokens WHERE id = ${id} AND revoked_at IS NULL AND expires_at = ${before})`;
  return [
    guard("the token is as it was read", same),
    statement(builder.update(tokens).set({ expiresAt }).where(eq(tokens.id, id))),
  ];
}

/** How many tokens one token has minted that are still good. */
export async function livingChildren(db: Reader, parentId: string, now: number): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(*)` })
    .from(tokens)
    .where(and(eq(tokens.parentId, parentId), isNull(tokens.revokedAt), gt(tokens.expiresAt, now)));
  return row?.n ?? 0;
}

/** A personal token; the unit ends where whoever mints it, or whom it is for, has been taken back meanwhile. */
export function mintToken(row: typeof tokens.$inferInsert): Statement[] {
  const { parentId, user } = row;
  const parent = sql`EXISTS (SELECT 1 FROM tokens WHERE id = ${parentId} AND revoked_at IS NULL)`;
  return [
    ...(parentId ? [guard("the token that mints is alive", parent)] : []),
    ...(user.startsWith("per_") ? [personMayComeIn(user)] : []),
    ...insertToken(row),
  ];
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

/** OAuth's access tokens and those that a token minted go a day after they have expired; others stay. */
export function pruneTokens(before: number): Statement {
  return prune(tokens, sql`(grant_id IS NOT NULL OR parent_id IS NOT NULL) AND expires_at < ${before}`);
}
