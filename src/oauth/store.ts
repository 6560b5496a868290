import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { oauthCodes, oauthGrants, oauthRefreshTokens } from "#db/schema/oauth.ts";
import { tokens } from "#db/schema/people.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";
import { endTokens } from "#domains/people/tokens/token-store.ts";
import { eventStatements } from "#gate/journal-store.ts";
import { newId } from "#platform/ids.ts";

export type CodeRow = typeof oauthCodes.$inferSelect;
export type RefreshRow = typeof oauthRefreshTokens.$inferSelect;

export async function codeByHash(db: Reader, hash: string) {
  const [row] = await db
    .select({ code: oauthCodes, grant: oauthGrants })
    .from(oauthCodes)
    .innerJoin(oauthGrants, eq(oauthGrants.id, oauthCodes.grantId))
    .where(eq(oauthCodes.hash, hash));
  return row;
}

export function insertCode(
  row: Omit<typeof oauthCodes.$inferInsert, "grantId"> & { clientId: string; user: string },
): Statement[] {
  const { clientId, user, ...code } = row;
  const grantId = sql`(SELECT id FROM oauth_grants WHERE client_id = ${clientId} AND user = ${user} AND revoked_at IS NULL)`;
  return [statement(builder.insert(oauthCodes).values({ ...code, grantId }))];
}

export const codeIsUnused = "the code is unused";

/** Uses a code up; the unit ends where somebody was faster. */
export function useCode(hash: string, now: number): Statement[] {
  const unused = sql`EXISTS (SELECT 1 FROM oauth_codes WHERE hash = ${hash} AND used_at IS NULL)`;
  return [
    guard(codeIsUnused, unused),
    statement(builder.update(oauthCodes).set({ usedAt: now }).where(eq(oauthCodes.hash, hash))),
  ];
}

export async function refreshByHash(db: Reader, hash: string) {
  const [row] = await db
    .select({ refresh: oauthRefreshTokens, grant: oauthGrants })
    .from(oauthRefreshTokens)
    .innerJoin(oauthGrants, eq(oauthGrants.id, oauthRefreshTokens.grantId))
    .where(eq(oauthRefreshTokens.hash, hash));
  return row;
}

export function insertRefresh(row: typeof oauthRefreshTokens.$inferInsert): Statement[] {
  return [statement(builder.insert(oauthRefreshTokens).values(row))];
}

/** Marks a refresh token as replaced, if it is not yet; the unit ends where it has been revoked meanwhile. */
export function replaceRefresh(hash: string, now: number): Statement[] {
  const living = sql`EXISTS (SELECT 1 FROM oauth_refresh_tokens WHERE hash = ${hash} AND revoked_at IS NULL)`;
  return [
    guard("the refresh token is alive", living),
    statement(
      builder
        .update(oauthRefreshTokens)
        .set({ replacedAt: now })
        .where(and(eq(oauthRefreshTokens.hash, hash), isNull(oauthRefreshTokens.replacedAt))),
    ),
  ];
}

/** Ends the unit of a grant that has been taken back meanwhile. */
export function grantIsAlive(id: string): Statement {
  return guard(
    "the grant is alive",
    sql`EXISTS (SELECT 1 FROM oauth_grants WHERE id = ${id} AND revoked_at IS NULL)`,
  );
}

export function touchGrant(id: string, now: number): Statement {
  return statement(builder.update(oauthGrants).set({ lastUsedAt: now }).where(eq(oauthGrants.id, id)));
}

/** What happened where a family of tokens was revoked. */
export const familyRevoked = { type: "token.revoked", subject: "oauth" } as const;

/** Ends everything that began with one code: its refresh tokens and its access tokens. It is an event, `familyRevoked`. */
export function revokeFamily(family: string, now: number): Statement[] {
  return [
    ...eventStatements(familyRevoked, newId("evt", now), now),
    statement(
      builder
        .update(oauthRefreshTokens)
        .set({ revokedAt: now })
        .where(and(eq(oauthRefreshTokens.family, family), isNull(oauthRefreshTokens.revokedAt))),
    ),
    endTokens(eq(tokens.family, family), now),
  ];
}

/** Codes go after a day, so that one that is presented again is known; refresh tokens when they have expired. */
export function pruneOAuth(now: number): Statement[] {
  return [
    prune(oauthCodes, lt(oauthCodes.expiresAt, now - 86_400_000)),
    prune(oauthRefreshTokens, lt(oauthRefreshTokens.expiresAt, now)),
  ];
}
