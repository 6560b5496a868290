import { Buffer } from "node:buffer";
import type { Reader } from "#db/client.ts";
import { type ClientRow, clientById } from "#domains/people/clients/client-store.ts";
import { secretHash } from "#domains/people/secret.ts";
import { isEqual } from "#platform/seal.ts";
import { OAuthError } from "./oauth-error.ts";

interface Shown {
  id: string;
  secret: string | undefined;
}

/**
 * Which client asks, and that it is: by `client_secret_basic`, `client_secret_post`, or for a public client by
 * its id alone (RFC 6749 §2.3). @throws OAuthError invalid_client, invalid_request
 */
export async function authenticateClient(
  headers: Headers,
  form: URLSearchParams,
  db: Reader,
): Promise<ClientRow> {
  const { id, secret } = shownIn(headers.get("authorization"), form);
  const client = await clientById(db, id);
  if (!client) throw refused("This client is not known here.");
  if (client.secretHash === null && secret === undefined) return client;
  if (client.secretHash === null || secret === undefined) throw refused("The client's secret is not right.");
  if (!isEqual(secretHash(secret), client.secretHash)) throw refused("The client's secret is not right.");
  return client;
}

function shownIn(authorization: string | null, form: URLSearchParams): Shown {
  const basic = basicIn(authorization);
  const id = form.get("client_id") ?? undefined;
  const secret = form.get("client_secret") || undefined;
  if (basic) {
    if (secret !== undefined || (id !== undefined && id !== basic.id))
      throw new OAuthError("invalid_request", "The client proves itself in two ways at once.");
    return basic;
  }
  if (id === undefined) throw refused("No client is named.");
  return { id, secret };
}

/** `Authorization: Basic`, both halves form-encoded before they were joined (RFC 6749 §2.3.1). */
function basicIn(authorization: string | null): Shown | undefined {
  if (authorization === null) return undefined;
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization)?.[1];
  const text = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1) throw refused("The Authorization header cannot be read.");
  return { id: decoded(text.slice(0, colon)), secret: decoded(text.slice(colon + 1)) || undefined };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw refused("The Authorization header cannot be read.");
  }
}

function refused(description: string): OAuthError {
  return new OAuthError("invalid_client", description);
}
