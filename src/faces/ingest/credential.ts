import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Secrets of which any is good: the current one, and the one before while it is rotated. */
export interface IngestSecrets {
  tokens: readonly string[];
  signing: readonly string[];
}

/** How a caller has proved itself. Both secrets of a rotation are one credential. */
export interface Credential {
  client: "ingest:token" | "ingest:signature";
  /** The signature over these very bytes at that time: the same again is the same handoff. */
  signature?: string;
}

/** How far a signature's time may be off, in milliseconds. */
const mostAge = 5 * 60_000;

/** Why nobody we know sends this, for those who keep the desk. */
export interface Stranger {
  problem: string;
}

/**
 * Who sends these bytes: by `x-auth-token`, or by `x-signature: sha256=<hex>` over `x-timestamp` (milliseconds) and
 * the raw body.
 */
export function credentialOf(
  headers: Headers,
  body: Uint8Array,
  { tokens, signing }: IngestSecrets,
  now: number,
): Credential | Stranger {
  const token = headers.get("x-auth-token");
  if (token !== null) {
    if (isOneOf(token, tokens)) return { client: "ingest:token" };
    return stranger(
      tokens.length === 0 ? "INGEST_TOKEN is not set here" : "x-auth-token is not what INGEST_TOKEN says",
    );
  }
  const signed = headers.get("x-signature");
  if (signed === null) return stranger("there is neither x-auth-token nor x-signature");
  if (signing.length === 0) return stranger("INGEST_HMAC_SECRET is not set here");
  const signature = /^sha256=([0-9a-f]{64})$/.exec(signed)?.[1];
  if (signature === undefined) return stranger("x-signature is not sha256= and 64 hexadecimal digits");
  const timestamp = headers.get("x-timestamp") ?? "";
  if (!/^\d{13}$/.test(timestamp)) return stranger("x-timestamp is not milliseconds since 1970, 13 digits");
  const off = Math.round((now - Number(timestamp)) / 1000);
  if (Math.abs(now - Number(timestamp)) > mostAge)
    return stranger(`x-timestamp is ${Math.abs(off)} s ${off > 0 ? "behind" : "ahead of"} the desk's clock`);
  const expected = signing.map((secret) =>
    createHmac("sha256", secret).update(timestamp).update(body).digest("hex"),
  );
  if (isOneOf(signature, expected)) return { client: "ingest:signature", signature };
  return stranger("x-signature does not fit x-timestamp and these bytes with INGEST_HMAC_SECRET");
}

function stranger(problem: string): Stranger {
  return { problem };
}

/** In the same time whichever it is, and however much of it is right. */
function isOneOf(given: string, known: readonly string[]): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const mine = digest(given);
  return known.map((each) => timingSafeEqual(mine, digest(each))).includes(true);
}
