import * as z from "zod";
import { insertClient } from "#domains/people/clients/client-store.ts";
import { isRegistrable } from "#domains/people/clients/redirect-uri.ts";
import { newSecret, secretHash } from "#domains/people/secret.ts";
import { offeredScopes } from "#operation/scopes.ts";
import { newId } from "#platform/ids.ts";
import type { Asked } from "./form.ts";
import { authMethods } from "./metadata.ts";
import { OAuthError } from "./oauth-error.ts";
import { audited, type OAuthParts } from "./parts.ts";
import { offlineAccess, scopesIn, wantsOffline } from "./scope.ts";

const metadata = z.object({
  redirect_uris: z.array(z.string()).min(1).max(10),
  client_name: z.string().max(120).optional(),
  token_endpoint_auth_method: z.enum(authMethods).default("client_secret_basic"),
  grant_types: z.array(z.string().max(100)).max(20).default(["authorization_code"]),
  response_types: z.array(z.string().max(100)).max(20).default(["code"]),
  scope: z.string().max(2000).optional(),
});

/** What those who register themselves may ask for; clients that act by themselves are the owner's to enter. */
const offered = ["authorization_code", "refresh_token"];

/** `POST /register`: dynamic registration (RFC 7591 §3). Members that are not known are left out (§2). */
export async function register(asked: Asked, { database, clock }: OAuthParts): Promise<Response> {
  const given = read(asked);
  const now = clock.now();
  const id = newId("cli", now);
  const secret = given.token_endpoint_auth_method === "none" ? undefined : newSecret("client");
  const name = given.client_name?.trim() || "An app without a name";
  const grantTypes = [
    ...new Set([...given.grant_types.filter((type) => offered.includes(type)), "refresh_token"]),
  ];
  const row = {
    id,
    source: "registered" as const,
    name,
    redirectUris: JSON.stringify(given.redirect_uris),
    authMethod: given.token_endpoint_auth_method,
    secretHash: secret === undefined ? null : secretHash(secret),
    grantTypes: JSON.stringify(grantTypes),
    scopes: "",
    createdAt: now,
  };
  const event = { operation: "oauth.register", outcome: "done", user: "nobody", client: id } as const;
  await database.write([...insertClient(row), ...audited({ ...event, requestId: asked.requestId }, now)]);
  const body = {
    client_id: id,
    client_id_issued_at: Math.floor(now / 1000),
    ...(secret === undefined ? {} : { client_secret: secret, client_secret_expires_at: 0 }),
    client_name: name,
    redirect_uris: given.redirect_uris,
    token_endpoint_auth_method: given.token_endpoint_auth_method,
    grant_types: grantTypes,
    response_types: ["code"],
    scope: takenScopes(given.scope),
  };
  return Response.json(body, { status: 201, headers: { "cache-control": "no-store", pragma: "no-cache" } });
}

/**
 * The scopes that the client may ask for (RFC 7591 §3.2.1): those of ours that it named, all of them where it named none.
 * Whatever it repeats of this answer is good at `/authorize`.
 */
function takenScopes(asked = ""): string {
  const named = scopesIn(asked);
  const scopes = named.length > 0 ? named : offeredScopes;
  const stays = named.length === 0 || wantsOffline(asked);
  return [...scopes, ...(stays ? [offlineAccess] : [])].join(" ");
}

/** @throws OAuthError invalid_client_metadata, invalid_redirect_uri */
function read({ headers, body }: Asked): z.infer<typeof metadata> {
  if (!/^application\/json\b/i.test(headers.get("content-type") ?? ""))
    throw wrong("The body must be application/json.");
  const parsed = metadata.safeParse(jsonOf(body));
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path[0];
    if (place === "redirect_uris") throw wrongRedirect();
    throw wrong(`${typeof place === "string" ? place : "The body"} is not as it has to be.`);
  }
  if (!parsed.data.redirect_uris.every(isRegistrable)) throw wrongRedirect();
  if (!parsed.data.grant_types.includes("authorization_code"))
    throw wrong("grant_types has to include authorization_code.");
  if (!parsed.data.response_types.includes("code")) throw wrong("response_types has to include code.");
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OAuthError("invalid_client_metadata", "The body is not JSON.", { cause });
  }
}

function wrong(description: string): OAuthError {
  return new OAuthError("invalid_client_metadata", description);
}

function wrongRedirect(): OAuthError {
  return new OAuthError(
    "invalid_redirect_uri",
    "redirect_uris has to be one to ten addresses: https, http on localhost, or an app's own scheme; no fragment, no user name, no wildcard.",
  );
}
