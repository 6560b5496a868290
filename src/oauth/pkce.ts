import { hash } from "node:crypto";
import { isEqual } from "#platform/seal.ts";

/** A challenge is 43 characters of base64url: SHA-256 (RFC 7636 §4.2). */
export function isChallenge(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/** True when the verifier is the one whose challenge came with the request (RFC 7636 §4.6). */
export function verifies(verifier: string, challenge: string): boolean {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  return isEqual(hash("sha256", verifier, "base64url"), challenge);
}
