import type { ClientRow } from "#domains/people/clients/client-store.ts";
import { personById } from "#domains/people/persons/person-store.ts";
import { secretHash } from "#domains/people/secret.ts";
import { required } from "./form.ts";
import { issuePair } from "./issue.ts";
import { OAuthError } from "./oauth-error.ts";
import { audited, type OAuthParts } from "./parts.ts";
import { offlineAccess, scopesIn, wantsOffline } from "./scope.ts";
import { familyRevoked, grantIsAlive, refreshByHash, replaceRefresh, revokeFamily } from "./store.ts";

/**
 * How long a refresh token that was replaced still gives a sibling, in milliseconds: clients that make several
 * calls at once refresh several times at once.
 */
const siblingsFor = 120_000;

/**
 * New tokens for a refresh token (RFC 6749 §6), which is replaced. Presented again within two minutes it gives
 * a sibling, and every token given before stays good; after that somebody has stolen it, and all that began
 * with the same code ends (RFC 9700 §4.14.2). @throws OAuthError invalid_grant, invalid_scope
 */
export async function refreshTokens(
  form: URLSearchParams,
  client: ClientRow,
  requestId: string,
  { database, clock, baseUrl, committed }: OAuthParts,
): Promise<Record<string, unknown>> {
  const hash = secretHash(required(form, "refresh_token"));
  const now = clock.now();
  const found = await refreshByHash(database.read, hash);
  if (!found || found.grant.clientId !== client.id) throw invalid();
  const { refresh, grant } = found;
  const person = await personById(database.read, grant.user);
  const isOver = refresh.revokedAt !== null || refresh.expiresAt <= now || grant.revokedAt !== null;
  if (isOver || !person || person.disabledAt !== null || refresh.audience !== baseUrl) throw invalid();
  const about = { operation: "oauth.token", user: grant.user, client: grant.id, requestId } as const;
  if (refresh.replacedAt !== null && now - refresh.replacedAt > siblingsFor) {
    const reuse = audited({ ...about, outcome: "refresh_token_reused" }, now);
    await database.write([...revokeFamily(refresh.family, now), ...reuse]);
    await committed([familyRevoked]);
    throw invalid();
  }
  const { scopes: kept, family, audience } = refresh;
  const scopes = narrowed(form.get("scope"), kept);
  const { unit, answer } = issuePair(
    { client, grant, scopes, kept, family, audience, role: person.role },
    now,
  );
  const written = await database.write([
    ...replaceRefresh(hash, now),
    grantIsAlive(grant.id),
    ...unit,
    ...audited({ ...about, outcome: "done" }, now),
  ]);
  if (!written.ok) throw invalid();
  return answer;
}

/** The scopes asked for, which may be fewer than before and never others. @throws OAuthError invalid_scope */
function narrowed(asked: string | null, kept: string): string {
  if (asked === null || asked.trim() === "") return kept;
  const had = new Set<string>([...scopesIn(kept), ...(wantsOffline(kept) ? [offlineAccess] : [])]);
  const wanted = asked.split(/ +/).filter(Boolean);
  const isLess = wanted.every((scope) => had.has(scope)) && scopesIn(asked).length > 0;
  if (isLess) return wanted.join(" ");
  throw new OAuthError("invalid_scope", "A refresh gives no scope that was not allowed before.");
}

function invalid(): OAuthError {
  return new OAuthError(
    "invalid_grant",
    "The refresh token is not good here: it is unknown, used, too old, revoked, or somebody else's.",
  );
}
