import {
  type ClientRow,
  isClientKnown,
  livingGrant,
  putGrant,
} from "#domains/people/clients/client-store.ts";
import { newId } from "#platform/ids.ts";
import { issueAccess } from "./issue.ts";
import { OAuthError } from "./oauth-error.ts";
import { audited, type OAuthParts } from "./parts.ts";
import { scopesIn } from "./scope.ts";

/** In whose name a client acts that the owner entered to act by itself. */
const owner = "owner";

/**
 * A token for a client that acts by itself, such as a voice agent without a person (RFC 6749 §4.4): within
 * the scopes it was entered with, and without a refresh token. @throws OAuthError unauthorized_client, invalid_scope
 */
export async function clientCredentials(
  form: URLSearchParams,
  client: ClientRow,
  requestId: string,
  { database, clock, baseUrl }: OAuthParts,
): Promise<Record<string, unknown>> {
  const own = client.scopes.split(",").filter(Boolean);
  if (client.secretHash === null || own.length === 0)
    throw new OAuthError("unauthorized_client", "This client does not act by itself.");
  // Clients ask for what a challenge names, which may be more than they have: the answer says what they got.
  const scopes = scopesIn(form.get("scope") || client.scopes).filter((scope) => own.includes(scope));
  if (scopes.length === 0)
    throw new OAuthError("invalid_scope", "This client was not entered with any of these scopes.");
  const now = clock.now();
  const row = {
    id: newId("gra", now),
    clientId: client.id,
    user: owner,
    scopes: client.scopes,
    createdAt: now,
  };
  const known = await livingGrant(database.read, client.id, owner);
  if (!known && (await isClientKnown(database.read, client.id)))
    throw new OAuthError("unauthorized_client", "This client has been disconnected.");
  if (!known) await database.write(putGrant(row));
  const grant = known ?? (await livingGrant(database.read, client.id, owner));
  if (!grant) throw new TypeError("a grant that was just written is not there");
  const text = scopes.join(" ");
  const { unit, answer } = issueAccess(
    {
      client,
      grant,
      scopes: text,
      kept: text,
      family: newId("fam", now),
      audience: baseUrl,
      role: undefined,
    },
    now,
  );
  const event = {
    operation: "oauth.token",
    outcome: "done",
    user: owner,
    client: grant.id,
    requestId,
  } as const;
  await database.write([...unit, ...audited(event, now)]);
  return answer;
}
