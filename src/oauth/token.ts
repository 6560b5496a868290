import type { ClientRow } from "#domains/people/clients/client-store.ts";
import { exchangeCode } from "./authorization-code.ts";
import { authenticateClient } from "./client-authentication.ts";
import { clientCredentials } from "./client-credentials.ts";
import { type Asked, formOf, required } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";
import type { OAuthParts } from "./parts.ts";
import { refreshTokens } from "./refresh-token.ts";
import { checkResource, resourcePaths } from "./resource.ts";

type Grant = (
  form: URLSearchParams,
  client: ClientRow,
  requestId: string,
  parts: OAuthParts,
) => Promise<Record<string, unknown>>;

/** The grants, by their name at the token endpoint. */
const grants: Record<string, Grant> = {
  authorization_code: exchangeCode,
  refresh_token: refreshTokens,
  client_credentials: clientCredentials,
};

/** `POST /token` (RFC 6749 §3.2): the client proves itself, the grant gives tokens, `resource` has to be ours. */
export async function token(asked: Asked, parts: OAuthParts): Promise<Response> {
  const form = formOf(asked);
  const client = await authenticateClient(asked.headers, form, parts.database.read);
  const type = required(form, "grant_type");
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (!grant) throw new OAuthError("unsupported_grant_type", `Grants: ${Object.keys(grants).join(", ")}.`);
  if (!(JSON.parse(client.grantTypes) as string[]).includes(type))
    throw new OAuthError("unauthorized_client", "This client was not made for that grant.");
  checkResource(form.getAll("resource"), parts.baseUrl, resourcePaths(parts.toolsets));
  const answer = await grant(form, client, asked.requestId, parts);
  return Response.json(answer, { headers: { "cache-control": "no-store", pragma: "no-cache" } });
}
