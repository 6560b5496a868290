import {
  type ClientRow,
  clientById,
  isClientKnown,
  livingGrant,
  putGrant,
  touchClient,
} from "#domains/people/clients/client-store.ts";
import { isLoopbackRedirect, isRegistered } from "#domains/people/clients/redirect-uri.ts";
import type { Person } from "#domains/people/persons/person-store.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { newSecret, secretHash } from "#domains/people/secret.ts";
import type { Scope } from "#operation/scopes.ts";
import { offeredScopes } from "#operation/scopes.ts";
import { newId } from "#platform/ids.ts";
import { onlyOnce, required } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";
import { audited, type OAuthParts } from "./parts.ts";
import { isChallenge, needsChallenge, withoutChallenge } from "./pkce.ts";
import { checkResource, resourcePaths } from "./resource.ts";
import { offlineAccess, scopesIn, wantsOffline } from "./scope.ts";
import { insertCode } from "./store.ts";

/** Seconds are short: a code is exchanged at once by a program. */
const codeLife = 60_000;

/** A request that may be put to a person: the client and its redirect address are right, and all else too. */
export interface AuthorizationRequest {
  client: ClientRow;
  redirectUri: string;
  state: string | null;
  /** What it asks for, in its order. */
  scopes: Scope[];
  isOffline: boolean;
  /** Undefined for a GPT's action, which has its secret alone. */
  challenge: string | undefined;
}

/** What comes of asking: a person is shown it, or the browser goes back at once. */
export type Reading =
  | { kind: "request"; request: AuthorizationRequest }
  | { kind: "redirect"; location: string; refusal: OAuthError };

/** What a person has to know of who asks. */
export interface Asker {
  /** The host that is proven to be the client's; undefined for one that only says who it is. */
  verifiedHost: string | undefined;
  redirectHost: string;
  /** True when the answer goes to a program on the person's own device. */
  isOnDevice: boolean;
  /** False when nobody here has ever allowed it anything. */
  isKnown: boolean;
  /** True for one that somebody entered at the desk's command line. */
  isEntered: boolean;
}

/**
 * Reads `GET /authorize` (RFC 6749 §4.1.1). What is wrong with the client or its redirect address is shown
 * to the person and goes nowhere else; what is wrong with the rest goes back to the client (§4.1.2.1).
 * @throws OAuthError for the first kind
 */
export async function readAuthorization(params: URLSearchParams, parts: OAuthParts): Promise<Reading> {
  const clientIds = params.getAll("client_id");
  const redirectUris = params.getAll("redirect_uri");
  if (clientIds.length !== 1 || redirectUris.length > 1)
    throw new OAuthError("invalid_request", "The app's link names no app, or two.");
  const client = await clientOf(clientIds[0] ?? "", parts);
  const redirectUri = redirectUris[0] ?? "";
  if (!isRegistered(redirectUri, JSON.parse(client.redirectUris) as string[]))
    throw new OAuthError(
      "invalid_request",
      "The app's link leads back to an address that is not registered as the app's.",
    );
  const state = params.getAll("state")[0] ?? null;
  try {
    const rest = readRest(params, client, redirectUri, parts);
    return { kind: "request", request: { client, redirectUri, state, ...rest } };
  } catch (failure) {
    if (!(failure instanceof OAuthError)) throw failure;
    const location = refusalAt(failure, redirectUri, state, parts.baseUrl);
    return { kind: "redirect", location, refusal: failure };
  }
}

async function clientOf(id: string, { database, documents }: OAuthParts): Promise<ClientRow> {
  const known = await clientById(database.read, id);
  if (known && known.source !== "document") return known;
  return await documents.clientOf(id);
}

function readRest(
  params: URLSearchParams,
  client: ClientRow,
  redirectUri: string,
  { baseUrl, toolsets }: OAuthParts,
) {
  onlyOnce(params);
  const responseType = required(params, "response_type");
  if (responseType !== "code")
    throw new OAuthError("unsupported_response_type", "The response type is code.");
  if (!(JSON.parse(client.grantTypes) as string[]).includes("authorization_code"))
    throw new OAuthError("unauthorized_client", "This client was not made for that grant.");
  const responseMode = params.get("response_mode") ?? "query";
  if (responseMode !== "query") throw new OAuthError("invalid_request", "The response mode is query.");
  const challenge = needsChallenge(client, redirectUri) ? challengeIn(params) : optionalChallengeIn(params);
  checkResource(params.getAll("resource"), baseUrl, resourcePaths(toolsets));
  const asked = params.get("scope")?.trim() ?? "";
  const scopes = asked === "" || asked === offlineAccess ? [...offeredScopes] : scopesIn(asked);
  if (scopes.length === 0)
    throw new OAuthError("invalid_scope", "None of the scopes is one of this server's.");
  return { challenge, scopes, isOffline: wantsOffline(asked) };
}

/** @throws OAuthError invalid_request for one that is missing, or of another method than S256 (OAuth 2.1 §4.1.1) */
function challengeIn(params: URLSearchParams): string {
  const challenge = required(params, "code_challenge");
  if (params.get("code_challenge_method") === "S256" && isChallenge(challenge)) return challenge;
  throw new OAuthError("invalid_request", "code_challenge has to be of the method S256.");
}

function optionalChallengeIn(params: URLSearchParams): string | undefined {
  const isGiven = params.has("code_challenge") || params.has("code_challenge_method");
  return isGiven ? challengeIn(params) : undefined;
}

/** What the person is told about who asks. */
export async function askerOf(
  { client, redirectUri }: AuthorizationRequest,
  { database }: OAuthParts,
): Promise<Asker> {
  const redirect = new URL(redirectUri);
  return {
    verifiedHost: client.source === "document" ? new URL(client.id).host : undefined,
    redirectHost: redirect.protocol === "https:" ? redirect.host : `${redirect.protocol}//${redirect.host}`,
    isOnDevice: redirect.protocol !== "https:" || isLoopbackRedirect(redirectUri),
    isEntered: client.source === "entered",
    isKnown: client.source === "entered" || (await isClientKnown(database.read, client.id)),
  };
}

/**
 * The scopes a person has allowed this client before, when that is all it asks for and the answer can only
 * reach the client itself: then nobody is asked again (RFC 9700 §4.13; RFC 8252 §8.6).
 */
export async function rememberedScopes(
  { client, scopes, redirectUri }: AuthorizationRequest,
  person: Person,
  { database }: OAuthParts,
): Promise<Scope[] | undefined> {
  const isItsOwn = (JSON.parse(client.redirectUris) as string[]).includes(redirectUri);
  if (!isItsOwn || !redirectUri.startsWith("https:") || isLoopbackRedirect(redirectUri)) return undefined;
  const grant = await livingGrant(database.read, client.id, person.id);
  const allowed = new Set(grant ? scopesIn(grant.scopes) : []);
  const able = scopes.filter((scope) => roleScopes(person.role).has(scope));
  return able.length > 0 && able.every((scope) => allowed.has(scope)) ? able : undefined;
}

/**
 * The person allows `chosen`, which never exceeds what was asked and what their role may. Gives the address
 * the browser goes to, with the code (RFC 6749 §4.1.2; RFC 9207).
 * @throws OAuthError invalid_scope when nothing is left of it
 */
export async function allow(
  request: AuthorizationRequest,
  person: Person,
  chosen: readonly Scope[],
  requestId: string,
  { database, clock, baseUrl }: OAuthParts,
  operation: "oauth.authorize" | "oauth.rehearse" = "oauth.authorize",
): Promise<string> {
  const { client, redirectUri, challenge, isOffline, state } = request;
  const able = roleScopes(person.role);
  const scopes = request.scopes.filter((scope) => chosen.includes(scope) && able.has(scope));
  if (scopes.length === 0) throw new OAuthError("invalid_scope", "Nothing was allowed.");
  const now = clock.now();
  const earlier = scopesIn((await livingGrant(database.read, client.id, person.id))?.scopes ?? "");
  const kept = earlier.filter((scope) => !request.scopes.includes(scope));
  const grant = {
    id: newId("gra", now),
    clientId: client.id,
    user: person.id,
    scopes: [...kept, ...scopes].join(","),
    createdAt: now,
  };
  const code = newSecret("code");
  const row = {
    hash: secretHash(code),
    family: newId("fam", now),
    clientId: client.id,
    user: person.id,
    redirectUri,
    challenge: challenge ?? withoutChallenge,
    scopes: [...scopes, ...(isOffline ? [offlineAccess] : [])].join(" "),
    audience: baseUrl,
    expiresAt: now + codeLife,
  };
  const event = {
    operation,
    outcome: "done",
    user: person.id,
    client: client.id,
  } as const;
  await database.write([
    ...putGrant(grant),
    ...insertCode(row),
    touchClient(client.id, now),
    ...audited({ ...event, requestId }, now),
  ]);
  return withParams(redirectUri, { code, state, iss: baseUrl });
}

/** The person says no: the client is told so. */
export async function deny(
  { client, redirectUri, state }: AuthorizationRequest,
  person: Person,
  requestId: string,
  { database, clock, baseUrl }: OAuthParts,
): Promise<string> {
  const event = {
    operation: "oauth.authorize",
    outcome: "access_denied",
    user: person.id,
    client: client.id,
  } as const;
  await database.write(audited({ ...event, requestId }, clock.now()));
  const refusal = new OAuthError("access_denied", "The person did not allow it.");
  return refusalAt(refusal, redirectUri, state, baseUrl);
}

function refusalAt(
  { code, message }: OAuthError,
  redirectUri: string,
  state: string | null,
  iss: string,
): string {
  return withParams(redirectUri, { error: code, error_description: message, state, iss });
}

/** The address with these parameters behind those it has. */
function withParams(address: string, params: Record<string, string | null>): string {
  const given = Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== null);
  return `${address}${address.includes("?") ? "&" : "?"}${new URLSearchParams(given)}`;
}
