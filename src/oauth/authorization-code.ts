import type { ClientRow } from "#domains/people/clients/client-store.ts";
import { personById } from "#domains/people/persons/person-store.ts";
import { secretHash } from "#domains/people/secret.ts";
import { required } from "./form.ts";
import { issuePair } from "./issue.ts";
import { OAuthError } from "./oauth-error.ts";
import { audited, type OAuthParts } from "./parts.ts";
import { verifies, withoutChallenge } from "./pkce.ts";
import { codeByHash, codeIsUnused, familyRevoked, grantIsAlive, revokeFamily, useCode } from "./store.ts";

/**
 * Tokens for an authorization code (RFC 6749 §4.1.3): once, within its minute, for the client and redirect
 * address it was given to, against the verifier of its challenge. A code that comes a second time takes back
 * what the first gave (RFC 9700 §2.1.1). @throws OAuthError invalid_grant
 */
export async function exchangeCode(
  form: URLSearchParams,
  client: ClientRow,
  requestId: string,
  { database, clock, baseUrl, committed }: OAuthParts,
): Promise<Record<string, unknown>> {
  const hash = secretHash(required(form, "code"));
  const now = clock.now();
  const found = await codeByHash(database.read, hash);
  if (!found || found.grant.clientId !== client.id) throw invalid();
  const { code, grant } = found;
  const about = { operation: "oauth.token", user: grant.user, client: grant.id, requestId } as const;
  if (code.usedAt !== null) return await refuseReplay();
  const redirectUri = form.get("redirect_uri") ?? code.redirectUri;
  const verifier =
    code.challenge === withoutChallenge ? form.get("code_verifier") : required(form, "code_verifier");
  if (code.expiresAt <= now || redirectUri !== code.redirectUri || !verifies(verifier, code.challenge))
    throw invalid();
  const person = await personById(database.read, grant.user);
  if (!person || person.disabledAt !== null || grant.revokedAt !== null || code.audience !== baseUrl)
    throw invalid();

  const { family, audience, scopes } = code;
  const { unit, answer } = issuePair(
    { client, grant, scopes, kept: scopes, family, audience, role: person.role },
    now,
  );
  const written = await database.write([
    ...useCode(hash, now),
    grantIsAlive(grant.id),
    ...unit,
    ...audited({ ...about, outcome: "done" }, now),
  ]);
  if (written.ok) return answer;
  if (written.guard === codeIsUnused) return await refuseReplay();
  throw invalid();

  async function refuseReplay(): Promise<never> {
    const replay = audited({ ...about, outcome: "code_replayed" }, now);
    await database.write([...revokeFamily(code.family, now), ...replay]);
    await committed([familyRevoked]);
    throw invalid();
  }
}

function invalid(): OAuthError {
  return new OAuthError(
    "invalid_grant",
    "The code is not good here: it is unknown, used, too old, or somebody else's.",
  );
}
