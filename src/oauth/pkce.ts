import { hash } from "node:crypto";
import type { ClientRow } from "#domains/people/clients/client-store.ts";
import { isEqual } from "#platform/seal.ts";

/** What is kept of a request that came without a challenge: no verifier is ever right for it. */
export const withoutChallenge = "";

/** Where a GPT's actions are answered. */
const actionsCallback =
  /^https:\/\/(?:chatgpt\.com|chat\.openai\.com)\/aip\/[A-Za-z0-9-]{1,100}\/oauth\/callback$/;

/**
 * Everybody sends a challenge, but for the actions of custom GPTs, which cannot: a client that an owner has
 * entered by hand, that proves itself by its secret, and is answered at ChatGPT's own address alone
 * (OAuth 2.1 §7.5.1 speaks of such clients).
 */
export function needsChallenge({ source, secretHash }: ClientRow, redirectUri: string): boolean {
  return source !== "entered" || secretHash === null || !actionsCallback.test(redirectUri);
}

/** A challenge is 43 characters of base64url: SHA-256 (RFC 7636 §4.2). */
export function isChallenge(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * True when the verifier is the one whose challenge came with the request (RFC 7636 §4.6); without a challenge,
 * when there is no verifier either (RFC 9700 §2.1.1: no downgrade).
 */
export function verifies(verifier: string | null, challenge: string): boolean {
  if (challenge === withoutChallenge) return verifier === null;
  if (verifier === null || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  return isEqual(hash("sha256", verifier, "base64url"), challenge);
}
