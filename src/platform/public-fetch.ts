import { lookup } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isLoopbackAddress, isPublicAddress } from "./address.ts";

export interface PublicFetchOptions {
  /** Bytes of an answer that are read. */
  longest: number;
  /** Milliseconds for everything together. */
  patience: number;
  /** For tests alone: this machine may be asked too, also without TLS. */
  allowLoopback?: boolean;
  /** GET unless it is said. */
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** True where only the status is wanted: the answer is not read. */
  statusAlone?: boolean;
  /** How a name becomes addresses; the system's way unless a test says otherwise. */
  resolve?: (hostname: string) => Promise<{ address: string; family: number }[]>;
}

export interface PublicAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  bytes: Uint8Array;
  text: string;
}

/** Why a stranger's address was not read: it may not be, or it could not be. */
export class PublicFetchError extends Error {
  override name = "PublicFetchError";
  readonly kind: "forbidden" | "failed" | "too large";

  constructor(kind: PublicFetchError["kind"], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** Why an address can never be asked, as far as it says so itself; undefined where it may be. */
export function problemOfAddress(
  address: string,
  allowLoopback = false,
): "It is not an https address." | "It is an address of this network." | undefined {
  const url = new URL(address);
  const hostname = hostnameOf(url);
  const isLoopback = /(?:^|\.)localhost\.?$/i.test(hostname) || isLoopbackAddress(hostname);
  if (allowLoopback && isLoopback) return undefined;
  if (url.protocol !== "https:") return "It is not an https address.";
  const isPrivate = isIP(hostname) !== 0 ? !isPublicAddress(hostname) : isLoopback || !hostname.includes(".");
  return isPrivate ? "It is an address of this network." : undefined;
}

/** What an address is refused for before anything is asked there. */
export type AddressProblem =
  | NonNullable<ReturnType<typeof problemOfAddress>>
  | "Its name leads to an address of this network."
  | "It has a user or a password in it, which would be kept and shown in the clear.";

/**
 * The same after looking its name up, for an address that somebody enters: a name in public may lead home. A name that
 * is not found now may be there later, and is no problem yet; each request looks again.
 */
export async function problemOfName(
  address: string,
  { allowLoopback = false, resolve, patience = 2000 }: Partial<PublicFetchOptions> = {},
): Promise<AddressProblem | undefined> {
  const { username, password } = new URL(address);
  if (username !== "" || password !== "")
    return "It has a user or a password in it, which would be kept and shown in the clear.";
  const problem = problemOfAddress(address, allowLoopback);
  if (problem !== undefined) return problem;
  const options = { allowLoopback, patience, ...(resolve ? { resolve } : {}) };
  const found = await addressesOf(hostnameOf(new URL(address)), options).catch((failure: unknown) => {
    if (failure instanceof PublicFetchError) return [];
    throw failure;
  });
  return found.every(({ address: each }) => mayBeAsked(each, allowLoopback))
    ? undefined
    : "Its name leads to an address of this network.";
}

function mayBeAsked(address: string, allowLoopback: boolean): boolean {
  return isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));
}

function hostnameOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/**
 * Asks at an address that a stranger named: over https, from the public internet alone, without following
 * redirects. Every address of its name is looked at, and the connection goes to one that was looked at, so a
 * name that answers differently the second time gains nothing.
 * @throws PublicFetchError
 */
export async function fetchPublic(address: string, options: PublicFetchOptions): Promise<PublicAnswer> {
  const url = new URL(address);
  const isPlain = url.protocol === "http:" && options.allowLoopback === true;
  if (url.protocol !== "https:" && !isPlain)
    throw new PublicFetchError("forbidden", "It is not an https address.");
  const hostname = hostnameOf(url);
  const found = await addressesOf(hostname, options);
  const isAllowed = ({ address: each }: { address: string }) =>
    mayBeAsked(each, options.allowLoopback === true);
  if (found.length === 0 || !found.every(isAllowed))
    throw new PublicFetchError("forbidden", "It leads to an address that is not on the public internet.");
  return await read(url, found, options);
}

async function addressesOf(
  hostname: string,
  { resolve, patience }: Pick<PublicFetchOptions, "resolve" | "patience">,
) {
  const looking = (resolve ?? ((name) => lookup(name, { all: true })))(hostname);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new PublicFetchError("failed", "Its name was not resolved in time.")),
      patience,
    );
  });
  try {
    return await Promise.race([looking, late]);
  } catch (failure) {
    if (failure instanceof PublicFetchError) throw failure;
    throw new PublicFetchError("failed", "Its name could not be resolved.", failure);
  } finally {
    clearTimeout(timer);
  }
}

function read(
  url: URL,
  found: { address: string; family: number }[],
  { longest, patience, method = "GET", headers = {}, body, statusAlone = false }: PublicFetchOptions,
): Promise<PublicAnswer> {
  const toWhatWasLookedAt: LookupFunction = (_hostname, { all }, callback) =>
    all ? callback(null, found) : callback(null, found[0]?.address ?? "", found[0]?.family);
  return new Promise((resolve, reject) => {
    const fail = (kind: PublicFetchError["kind"], message: string, cause?: unknown) => {
      clearTimeout(timer);
      reject(new PublicFetchError(kind, message, cause));
      request.destroy();
    };
    const request = (url.protocol === "https:" ? https : http).request(
      url,
      {
        agent: false,
        method,
        lookup: toWhatWasLookedAt,
        headers: { accept: "application/json", "accept-encoding": "identity", ...headers },
      },
      (answer) => {
        if (statusAlone) {
          clearTimeout(timer);
          resolve(answered(answer, new Uint8Array()));
          answer.destroy();
          return;
        }
        const parts: Uint8Array[] = [];
        let size = 0;
        answer.on("data", (part: Uint8Array) => {
          size += part.byteLength;
          if (size > longest) fail("too large", `It is longer than ${longest} bytes.`);
          else parts.push(part);
        });
        answer.on("error", (failure) => fail("failed", "It broke off.", failure));
        answer.on("end", () => {
          clearTimeout(timer);
          resolve(answered(answer, joined(parts, size)));
        });
      },
    );
    const timer = setTimeout(() => fail("failed", "It did not answer in time."), patience);
    request.on("error", (failure) => fail("failed", "It could not be reached.", failure));
    request.end(body);
  });
}

function answered({ statusCode = 0, headers }: http.IncomingMessage, bytes: Uint8Array): PublicAnswer {
  return { status: statusCode, headers, bytes, text: new TextDecoder().decode(bytes) };
}

function joined(parts: Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
