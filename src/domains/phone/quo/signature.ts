import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignedRequest } from "#operation/event-source.ts";
import { DeskError } from "#src/errors.ts";

/** A delivery older or newer than this is refused, in milliseconds. */
const tolerance = 300_000;

/**
 * Checks a delivery's signature over the raw bytes, in constant time, against every secret in use.
 * Two schemes: Standard Webhooks (`webhook-id`, `-timestamp`, `-signature`) and the older
 * `openphone-signature: hmac;1;<ms>;<base64>`.
 * @throws DeskError AUTH_REQUIRED when none matches or the time is off.
 */
export function checkSignature(request: SignedRequest, secrets: readonly string[]): void {
  const signed = standardSignature(request) ?? legacySignature(request);
  if (!signed) throw refused("The request carries no signature that is known here.");
  if (!Number.isFinite(signed.at) || Math.abs(request.now - signed.at) > tolerance) {
    throw refused("The request was signed too long ago, or by a clock that is wrong.");
  }
  const matches = secrets.some((secret) => {
    const expected = createHmac("sha256", keyOf(secret)).update(signed.prefix).update(request.body).digest();
    return signed.digests.map((given) => isEqual(expected, given)).includes(true);
  });
  if (!matches) throw refused("The signature does not fit the request.");
}

interface Signed {
  /** Milliseconds, UTC. */
  at: number;
  /** What stands before the body in the signed bytes. */
  prefix: string;
  digests: string[];
}

/** Standard Webhooks 1.0: `v1,<base64>` entries over `id.timestamp.body`, the time in seconds. */
function standardSignature(request: SignedRequest): Signed | undefined {
  const id = request.header("webhook-id");
  const timestamp = request.header("webhook-timestamp");
  const signature = request.header("webhook-signature");
  if (!id || !timestamp || !signature) return undefined;
  const digests = signature.split(" ").flatMap((entry) => (entry.startsWith("v1,") ? [entry.slice(3)] : []));
  return { at: wholeNumber(timestamp) * 1000, prefix: `${id}.${timestamp}.`, digests };
}

/** `hmac;1;<timestamp>;<base64>` entries over `timestamp.body`, the time in milliseconds, several by comma. */
function legacySignature(request: SignedRequest): Signed | undefined {
  const entries = (request.header("openphone-signature") ?? "")
    .split(",")
    .map((entry) => entry.trim().split(";"));
  const known = entries.filter(([scheme, version]) => scheme === "hmac" && version === "1");
  const timestamp = known[0]?.[2];
  if (!timestamp) return undefined;
  const at = timestamp.length >= 12 ? wholeNumber(timestamp) : wholeNumber(timestamp) * 1000;
  const digests = known.flatMap(([, , time, digest]) => (time === timestamp && digest ? [digest] : []));
  return { at, prefix: `${timestamp}.`, digests };
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ""), "base64");
}

function wholeNumber(text: string): number {
  return /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
}

function isEqual(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, "base64");
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function refused(message: string): DeskError {
  return new DeskError("AUTH_REQUIRED", message, {
    next: "Check that QUO_WEBHOOK_SECRET is the signing key of this webhook, and that the clock is right.",
  });
}
