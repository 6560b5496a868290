import { secretHash } from "#domains/people/secret.ts";
import { tokenByHash } from "#domains/people/tokens/token-store.ts";
import { authenticateClient } from "./client-authentication.ts";
import { type Asked, formOf, required } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";
import { audited, type OAuthParts } from "./parts.ts";
import { familyRevoked, refreshByHash, revokeFamily } from "./store.ts";

/**
 * `POST /revoke` (RFC 7009): either token of a pair ends both, and all that began with the same code. 200
 * also for a token there is not (§2.2). @throws OAuthError unauthorized_client for another client's token
 */
export async function revoke(asked: Asked, { database, clock, committed }: OAuthParts): Promise<Response> {
  const form = formOf(asked);
  const client = await authenticateClient(asked.headers, form, database.read);
  const hash = secretHash(required(form, "token"));
  const refresh = await refreshByHash(database.read, hash);
  const access = refresh ? undefined : await tokenByHash(database.read, hash);
  const clientId = refresh?.grant.clientId ?? access?.clientId;
  const family = refresh?.refresh.family ?? access?.family;
  if (family && clientId) {
    if (clientId !== client.id)
      throw new OAuthError("unauthorized_client", "The token was given to another client.");
    const now = clock.now();
    const grant = refresh?.grant.id ?? access?.grantId ?? client.id;
    const user = refresh?.grant.user ?? access?.user ?? "nobody";
    const event = { operation: "oauth.revoke", outcome: "done", user, client: grant } as const;
    await database.write([
      ...revokeFamily(family, now),
      ...audited({ ...event, requestId: asked.requestId }, now),
    ]);
    await committed([familyRevoked]);
  }
  return new Response(null, { status: 200, headers: { "cache-control": "no-store" } });
}
