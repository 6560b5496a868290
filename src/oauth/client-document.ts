import * as z from "zod";
import type { Database } from "#db/client.ts";
import { type ClientRow, clientById, putDocument } from "#domains/people/clients/client-store.ts";
import { isRegistrable } from "#domains/people/clients/redirect-uri.ts";
import type { Clock } from "#platform/clock.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { fetchPublic, PublicFetchError, type PublicFetchOptions } from "#platform/public-fetch.ts";
import { OAuthError } from "./oauth-error.ts";

/** Bytes of a document, and milliseconds for reading it. */
const limits = { longest: 5 * 1024, patience: 5000 };
const hour = 3_600_000;
/** How long a document counts at least and at most before it is read again. */
const shortest = hour / 12;
const longest = 24 * hour;
/** How long an old copy stands in while the document cannot be read. */
const staleFor = 7 * 24 * hour;

const document = z.object({
  client_id: z.string(),
  client_name: z.string().max(120).optional(),
  redirect_uris: z.array(z.string().refine(isRegistrable)).min(1).max(20),
  grant_types: z.array(z.string()).optional(),
  token_endpoint_auth_method: z.string().optional(),
});

export interface ClientDocuments {
  /** Whether an id is the address of a document that may be read. */
  isName(id: string): boolean;
  /** The client a document describes. @throws OAuthError where it cannot be had or is not right. */
  clientOf(id: string): Promise<ClientRow>;
}

export interface ClientDocumentParts {
  database: Database;
  clock: Clock;
  /** What a test changes about fetching. */
  fetching?: Partial<Pick<PublicFetchOptions, "allowLoopback" | "resolve" | "patience">>;
}

/** Whether a client id is the address of a document (Client ID Metadata Documents §3): https, with a path, nothing odd. */
export function isDocumentId(text: string, allowLoopback = false): boolean {
  if (text.length > 2000 || !/^https?:\/\/[^\s\\"<>]+$/.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  const isHere = allowLoopback && isLoopbackUrl(text);
  const isHttps = isHere || (url.protocol === "https:" && isHostName(url.hostname));
  const isPort = url.port === "" || allowLoopback;
  const isPlain = isPort && !url.username && !url.password && !text.includes("#") && url.pathname !== "/";
  return isHttps && isPlain && !/\/\.{1,2}([/?]|$)|%2e/i.test(text.slice(8));
}

/** A name of the internet: no number, and none that only this machine or this network knows. */
function isHostName(hostname: string): boolean {
  return (
    /^(?!.*\.(localhost|local|internal|home\.arpa)$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(hostname) &&
    !/^[\d.]+$/.test(hostname)
  );
}

/** Clients that name a document of theirs instead of registering. What was read is kept and used for a while. */
export function createClientDocuments({
  database,
  clock,
  fetching = {},
}: ClientDocumentParts): ClientDocuments {
  const reading = new Map<string, Promise<ClientRow>>();

  return {
    isName: (id) => isDocumentId(id, fetching.allowLoopback),
    async clientOf(id) {
      if (!isDocumentId(id, fetching.allowLoopback)) throw unknown();
      const known = await clientById(database.read, id);
      if (known && (known.freshUntil ?? 0) > clock.now()) return known;
      const mine = reading.get(id) ?? read(id);
      reading.set(id, mine);
      try {
        return await mine;
      } catch (failure) {
        if (known && (known.freshUntil ?? 0) + staleFor > clock.now() && isOutage(failure)) return known;
        throw failure;
      } finally {
        reading.delete(id);
      }
    },
  };

  async function read(id: string): Promise<ClientRow> {
    const { status, headers, text } = await fetchPublic(id, { ...limits, ...fetching }).catch(
      (failure: unknown) => {
        throw failure instanceof PublicFetchError ? unreadable(failure) : failure;
      },
    );
    if (status !== 200)
      throw unreadable(new PublicFetchError("failed", "It did not answer with a document."));
    const parsed = document.safeParse(jsonOf(text));
    if (!parsed.success || parsed.data.client_id !== id) throw wrong();
    const { client_name, redirect_uris, grant_types, token_endpoint_auth_method: method } = parsed.data;
    if (method?.startsWith("client_secret")) throw wrong();
    if (grant_types && !grant_types.includes("authorization_code")) throw wrong();
    const now = clock.now();
    const row = {
      id,
      source: "document" as const,
      name: client_name ?? new URL(id).hostname,
      redirectUris: JSON.stringify(redirect_uris),
      authMethod: "none" as const,
      grantTypes: JSON.stringify(["authorization_code", "refresh_token"]),
      scopes: "",
      createdAt: now,
      freshUntil: now + lifeOf(headers["cache-control"]),
    };
    await database.write(putDocument(row));
    const kept = await clientById(database.read, id);
    if (!kept) throw new TypeError("a client that was just written is not there");
    return kept;
  }
}

/** How long the sender says it counts, within reason (RFC 9111 §5.2.2). */
function lifeOf(cacheControl: string | undefined): number {
  const seconds = /(?:^|[ ,])max-age=(\d{1,9})/i.exec(cacheControl ?? "")?.[1];
  if (seconds === undefined) return hour;
  return Math.min(longest, Math.max(shortest, Number(seconds) * 1000));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOutage(failure: unknown): boolean {
  return failure instanceof OAuthError && failure.code === "temporarily_unavailable";
}

function unreadable(failure: PublicFetchError): OAuthError {
  const code = failure.kind === "failed" ? "temporarily_unavailable" : "invalid_client";
  return new OAuthError(code, `The client's document could not be read. ${failure.message}`, {
    cause: failure,
  });
}

function wrong(): OAuthError {
  return new OAuthError("invalid_client", "The client's document does not describe this client rightly.");
}

function unknown(): OAuthError {
  return new OAuthError("invalid_client", "This client is not known here.");
}
