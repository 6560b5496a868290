import { hash, randomBytes } from "node:crypto";

/** What a secret of ours begins with, so that a leaked one is recognised for what it is. */
export const secretPrefixes = {
  personal: "fdk_",
  access: "fda_",
  refresh: "fdr_",
  code: "fdc_",
  client: "fds_",
  session: "",
  link: "",
  attempt: "",
} as const;

/** 32 random bytes, in base64url. It is shown once; only its hash is kept. */
export function newSecret(kind: keyof typeof secretPrefixes): string {
  return secretPrefixes[kind] + randomBytes(32).toString("base64url");
}

/** SHA-256 in hex. Such a secret has 256 bits of its own, so a slow hash would add nothing. */
export function secretHash(secret: string): string {
  return hash("sha256", secret, "hex");
}
