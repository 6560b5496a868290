import { and, asc, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { oauthClients, oauthGrants, oauthRefreshTokens } from "#db/schema/oauth.ts";
import { people, tokens } from "#db/schema/people.ts";
import { prune, type Statement, statement } from "#db/statement.ts";
import { endTokens } from "#domains/people/tokens/token-store.ts";

export type ClientRow = typeof oauthClients.$inferSelect;
export type GrantRow = typeof oauthGrants.$inferSelect;

export async function clientById(db: Reader, id: string): Promise<ClientRow | undefined> {
  const [row] = await db.select().from(oauthClients).where(eq(oauthClients.id, id));
  return row;
}

/** Clients that the owner entered. */
export async function enteredClients(db: Reader): Promise<ClientRow[]> {
  return await db
    .select()
    .from(oauthClients)
    .where(eq(oauthClients.source, "entered"))
    .orderBy(asc(oauthClients.createdAt));
}

export function insertClient(row: typeof oauthClients.$inferInsert): Statement[] {
  return [statement(builder.insert(oauthClients).values(row))];
}

/** What was read of a client's document, again. */
export function putDocument(row: typeof oauthClients.$inferInsert): Statement[] {
  const { name, redirectUris, freshUntil } = row;
  return [
    statement(
      builder
        .insert(oauthClients)
        .values(row)
        .onConflictDoUpdate({ target: oauthClients.id, set: { name, redirectUris, freshUntil } }),
    ),
  ];
}

export function touchClient(id: string, now: number): Statement {
  return statement(builder.update(oauthClients).set({ lastUsedAt: now }).where(eq(oauthClients.id, id)));
}

/** Takes a client away with everything it was ever allowed. */
export function deleteClient(id: string, now: number): Statement[] {
  const its = sql`${tokens.grantId} IN (SELECT id FROM oauth_grants WHERE client_id = ${id})`;
  return [endTokens(its, now), statement(builder.delete(oauthClients).where(eq(oauthClients.id, id)))];
}

/** Clients that never got anywhere go: after a while, and the oldest first when there are too many of them. */
export function pruneClients(before: number, most: number): Statement[] {
  const unused = sql`${oauthClients.lastUsedAt} IS NULL AND ${oauthClients.source} <> 'entered'`;
  const surplus = sql`${oauthClients.id} IN (SELECT id FROM oauth_clients WHERE last_used_at IS NULL AND source <> 'entered'
    ORDER BY created_at DESC LIMIT -1 OFFSET ${sql.raw(String(most))})`;
  return [
    prune(oauthClients, sql`${unused} AND ${lt(oauthClients.createdAt, before)}`),
    prune(oauthClients, surplus),
  ];
}

export async function livingGrant(db: Reader, clientId: string, user: string): Promise<GrantRow | undefined> {
  const [row] = await db
    .select()
    .from(oauthGrants)
    .where(
      and(eq(oauthGrants.clientId, clientId), eq(oauthGrants.user, user), isNull(oauthGrants.revokedAt)),
    );
  return row;
}

export async function grantById(db: Reader, id: string): Promise<GrantRow | undefined> {
  const [row] = await db.select().from(oauthGrants).where(eq(oauthGrants.id, id));
  return row;
}

/** Whether anybody of this desk has ever allowed the client anything. */
export async function isClientKnown(db: Reader, clientId: string): Promise<boolean> {
  const rows = await db
    .select({ id: oauthGrants.id })
    .from(oauthGrants)
    .where(eq(oauthGrants.clientId, clientId))
    .limit(1);
  return rows.length > 0;
}

/** What is allowed now: of everybody, or of one user. */
export async function listGrants(db: Reader, user?: string) {
  return await db
    .select({ grant: oauthGrants, client: oauthClients, email: people.email })
    .from(oauthGrants)
    .innerJoin(oauthClients, eq(oauthClients.id, oauthGrants.clientId))
    .leftJoin(people, eq(people.id, oauthGrants.user))
    .where(and(isNull(oauthGrants.revokedAt), user === undefined ? undefined : eq(oauthGrants.user, user)))
    .orderBy(desc(oauthGrants.createdAt))
    .limit(500);
}

/** The newest use of a grant's tokens, by grant. */
export async function lastUses(db: Reader, grants: readonly string[]): Promise<Map<string, number>> {
  if (grants.length === 0) return new Map();
  const rows = await db
    .select({ id: tokens.grantId, at: sql<number | null>`max(${tokens.lastUsedAt})` })
    .from(tokens)
    .where(inArray(tokens.grantId, [...grants]))
    .groupBy(tokens.grantId);
  return new Map(rows.flatMap(({ id, at }) => (id !== null && at !== null ? [[id, at] as const] : [])));
}

/** A person's allowance for a client: a new one, or the same with other scopes. `id` is used for a new one. */
export function putGrant(row: typeof oauthGrants.$inferInsert): Statement[] {
  return [
    statement(
      builder
        .insert(oauthGrants)
        .values(row)
        .onConflictDoUpdate({
          target: [oauthGrants.clientId, oauthGrants.user],
          targetWhere: sql`revoked_at IS NULL`,
          set: { scopes: row.scopes },
        }),
    ),
  ];
}

/** Takes back what was allowed, with every token that stems from it. */
export function revokeGrant(id: string, now: number): Statement[] {
  const its = eq(oauthRefreshTokens.grantId, id);
  return [
    statement(builder.update(oauthGrants).set({ revokedAt: now }).where(eq(oauthGrants.id, id))),
    statement(
      builder
        .update(oauthRefreshTokens)
        .set({ revokedAt: now })
        .where(and(its, isNull(oauthRefreshTokens.revokedAt))),
    ),
    endTokens(eq(tokens.grantId, id), now),
  ];
}
