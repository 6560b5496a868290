import type { ClientRow } from "#domains/people/clients/client-store.ts";
import { personById } from "#domains/people/persons/person-store.ts";
import type { Role } from "#domains/people/roles.ts";
import { secretHash } from "#domains/people/secret.ts";
import { tokenByHash } from "#domains/people/tokens/token-store.ts";
import { authenticateClient } from "./client-authentication.ts";
import { type Asked, formOf, required } from "./form.ts";
import { isLiving, scopesOf, stillAllowed } from "./held-token.ts";
import { OAuthError } from "./oauth-error.ts";
import type { OAuthParts } from "./parts.ts";
import { offlineAccess, scopesIn, wantsOffline } from "./scope.ts";
import { refreshByHash } from "./store.ts";

/**
 * `POST /introspect` (RFC 7662), for clients with a secret: one that the owner entered may ask about any
 * token, one that registered itself about its own. Everything else is `{"active": false}` (§2.2).
 */
export async function introspect(asked: Asked, parts: OAuthParts): Promise<Response> {
  const form = formOf(asked);
  const client = await authenticateClient(asked.headers, form, parts.database.read);
  if (client.secretHash === null)
    throw new OAuthError("invalid_client", "Only a client with a secret may ask about tokens.");
  const hash = secretHash(required(form, "token"));
  const said = (await ofAccess(hash, client, parts)) ?? (await ofRefresh(hash, client, parts));
  return Response.json(said ?? { active: false }, { headers: { "cache-control": "no-store" } });
}

async function ofAccess(hash: string, client: ClientRow, { database, clock, baseUrl }: OAuthParts) {
  const row = await tokenByHash(database.read, hash);
  if (!row || !mayAsk(client, row.clientId) || !isLiving(row, clock.now(), baseUrl)) return undefined;
  return {
    ...common(row, scopesOf(row).join(" "), baseUrl),
    client_id: row.clientId ?? row.id,
    token_type: "Bearer",
  };
}

async function ofRefresh(hash: string, client: ClientRow, { database, clock, baseUrl }: OAuthParts) {
  const found = await refreshByHash(database.read, hash);
  if (!found || !mayAsk(client, found.grant.clientId)) return undefined;
  const { refresh, grant } = found;
  const now = clock.now();
  if (refresh.revokedAt !== null || refresh.replacedAt !== null || refresh.expiresAt <= now) return undefined;
  const person = await personById(database.read, grant.user);
  if (grant.revokedAt !== null || refresh.audience !== baseUrl || person?.disabledAt !== null)
    return undefined;
  const row = { ...refresh, user: grant.user };
  return {
    ...common(row, scopeTextOf(refresh.scopes, grant.scopes, person.role), baseUrl),
    client_id: grant.clientId,
    token_type: "refresh_token",
  };
}

function mayAsk(client: ClientRow, issuedTo: string | null): boolean {
  return client.source === "entered" || client.id === issuedTo;
}

function common(row: { user: string; createdAt: number; expiresAt: number }, scope: string, baseUrl: string) {
  return {
    active: true,
    scope,
    sub: row.user,
    aud: baseUrl,
    iss: baseUrl,
    iat: Math.floor(row.createdAt / 1000),
    exp: Math.floor(row.expiresAt / 1000),
  };
}

function scopeTextOf(kept: string, granted: string, role: Role): string {
  return [
    ...stillAllowed(scopesIn(kept), granted, role),
    ...(wantsOffline(kept) ? [offlineAccess] : []),
  ].join(" ");
}
