import { Buffer } from "node:buffer";

/** Whether a text is a signing key in base64 of 16 bytes or more, with `whsec_` before it or not: a shorter one could be guessed. */
export function isSigningKey(text: string): boolean {
  const key = text.replace(/^whsec_/, "");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(key) && Buffer.from(key, "base64").length >= 16;
}
