import { eq, type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { oauthClients, oauthGrants } from "#db/schema/oauth.ts";
import { people, tokens } from "#db/schema/people.ts";
import { guard, type Statement } from "#db/statement.ts";

/** Whoever asked for something: a person or the command line's owner, and through which client. */
export interface Asker {
  user: string;
  client: string;
}

/** What is known of an asker by now. */
export interface AskerFacts {
  person: { name: string; email: string; role: (typeof people.$inferSelect)["role"] } | undefined;
  /** What the client calls itself: text of a stranger. */
  clientName: string | undefined;
  /** Comma-separated: what the person still allows the client; undefined where that is its token's own. */
  grantScopes: string | undefined;
}

export async function askerFacts(db: Reader, { user, client }: Asker): Promise<AskerFacts> {
  const [person] = await db
    .select({ name: people.name, email: people.email, role: people.role })
    .from(people)
    .where(eq(people.id, user));
  const [grant] = await db
    .select({ name: oauthClients.name, scopes: oauthGrants.scopes })
    .from(oauthGrants)
    .innerJoin(oauthClients, eq(oauthClients.id, oauthGrants.clientId))
    .where(eq(oauthGrants.id, client));
  const [token] = await db.select({ name: tokens.name }).from(tokens).where(eq(tokens.id, client));
  return { person, clientName: grant?.name ?? token?.name, grantScopes: grant?.scopes };
}

/** True in SQL while the person is active and the client has not been taken back. */
function stands({ user, client }: Asker, now: number): SQL {
  const person = user.startsWith("per_")
    ? sql`EXISTS (SELECT 1 FROM people WHERE id = ${user} AND disabled_at IS NULL)`
    : user === "owner"
      ? sql`1`
      : sql`0`;
  return sql`${person} AND ${clientStands({ user, client }, now)}`;
}

function clientStands({ user, client }: Asker, now: number): SQL {
  if (client === "cli" || client === "stdio") return sql`1`;
  if (client.startsWith("gra_"))
    return sql`EXISTS (SELECT 1 FROM oauth_grants WHERE id = ${client} AND user = ${user} AND revoked_at IS NULL)`;
  if (client.startsWith("tok_"))
    return sql`EXISTS (SELECT 1 FROM tokens WHERE id = ${client} AND user = ${user} AND revoked_at IS NULL
      AND expires_at > ${now})`;
  if (client.startsWith("ses_"))
    return sql`EXISTS (SELECT 1 FROM sessions WHERE id = ${client} AND person_id = ${user} AND expires_at > ${now})`;
  return sql`0`;
}

export async function askerStands(db: Reader, asker: Asker, now: number): Promise<boolean> {
  const [row] = await db.values<[number]>(sql`SELECT ${stands(asker, now)}`);
  return row?.[0] === 1;
}

/** Ends the unit where the asker has been taken back meanwhile. */
export function upholdAsker(asker: Asker, now: number): Statement {
  return guard("whoever asked still may", stands(asker, now));
}
