import type { Statement } from "#db/statement.ts";
import type { ClientRow, GrantRow } from "#domains/people/clients/client-store.ts";
import { touchClient } from "#domains/people/clients/client-store.ts";
import type { Role } from "#domains/people/roles.ts";
import { newSecret, secretHash } from "#domains/people/secret.ts";
import { insertToken } from "#domains/people/tokens/token-store.ts";
import { newId } from "#platform/ids.ts";
import { stillAllowed } from "./held-token.ts";
import { offlineAccess, scopesIn, wantsOffline } from "./scope.ts";
import { insertRefresh, touchGrant } from "./store.ts";

/** How long tokens live, in milliseconds: a refresh token as long again each time it is used. */
export const accessLife = 3_600_000;
export const refreshLife = 90 * 86_400_000;

export interface Issue {
  client: ClientRow;
  grant: GrantRow;
  /** The scopes of the access token, and those that the refresh token keeps, as OAuth writes them. */
  scopes: string;
  kept: string;
  family: string;
  audience: string;
  /** What the person may do now; undefined where nobody consented, for client credentials. */
  role: Role | undefined;
}

/** A pair of tokens, as the statements that keep their hashes and the answer that shows them (RFC 6749 §5.1). */
export function issuePair(issue: Issue, now: number): { unit: Statement[]; answer: Record<string, unknown> } {
  const { grant, family, audience, kept } = issue;
  const access = issueAccess(issue, now);
  const refresh = newSecret("refresh");
  const row = {
    hash: secretHash(refresh),
    family,
    grantId: grant.id,
    scopes: kept,
    audience,
    createdAt: now,
    expiresAt: now + refreshLife,
  };
  return {
    unit: [...access.unit, ...insertRefresh(row)],
    answer: { ...access.answer, refresh_token: refresh },
  };
}

/** An access token alone. */
export function issueAccess(
  issue: Issue,
  now: number,
): { unit: Statement[]; answer: Record<string, unknown> } {
  const { client, grant, scopes, family, audience, role } = issue;
  const token = newSecret("access");
  const row = {
    id: newId("tok", now),
    hash: secretHash(token),
    name: client.name,
    user: grant.user,
    scopes: scopesIn(scopes).join(","),
    createdAt: now,
    expiresAt: now + accessLife,
    grantId: grant.id,
    family,
    audience,
  };
  const shown = stillAllowed(scopesIn(scopes), grant.scopes, role ?? null);
  return {
    unit: [...insertToken(row), touchGrant(grant.id, now), touchClient(client.id, now)],
    answer: {
      access_token: token,
      token_type: "Bearer",
      expires_in: accessLife / 1000,
      scope: [...shown, ...(wantsOffline(scopes) ? [offlineAccess] : [])].join(" "),
    },
  };
}
