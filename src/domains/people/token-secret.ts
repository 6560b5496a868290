import { hash, randomBytes } from "node:crypto";

/** What every personal token begins with, so that a leaked one is recognised. */
export const tokenPrefix = "fdk_";

/** 32 random bytes, in base64url. It is shown once; only its hash is kept. */
export function newTokenSecret(): string {
  return tokenPrefix + randomBytes(32).toString("base64url");
}

/** SHA-256 in hex. A token has 256 bits of its own, so a slow hash would add nothing. */
export function tokenHash(secret: string): string {
  return hash("sha256", secret, "hex");
}
