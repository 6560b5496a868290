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

/**
 * Who sends these bytes: by `x-auth-token`, or by `x-signature: sha256=<hex>` over `x-timestamp` (milliseconds) and
 * the raw body. Undefined for nobody we know.
 */
export function credentialOf(
  headers: Headers,
  body: Uint8Array,
  { tokens, signing }: IngestSecrets,
  now: number,
): Credential | undefined {
  const token = headers.get("x-auth-token");
  if (token !== null) return isOneOf(token, tokens) ? { client: "ingest:token" } : undefined;
  const signature = /^sha256=([0-9a-f]{64})$/.exec(headers.get("x-signature") ?? "")?.[1];
  const timestamp = headers.get("x-timestamp") ?? "";
  if (signature === undefined || !/^\d{13}$/.test(timestamp)) return undefined;
  if (Math.abs(now - Number(timestamp)) > mostAge) return undefined;
  const expected = signing.map((secret) =>
    createHmac("sha256", secret).update(timestamp).update(body).digest("hex"),
  );
  return isOneOf(signature, expected) ? { client: "ingest:signature", signature } : undefined;
}

/** In the same time whichever it is, and however much of it is right. */
function isOneOf(given: string, known: readonly string[]): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const mine = digest(given);
  return known.map((each) => timingSafeEqual(mine, digest(each))).includes(true);
}
