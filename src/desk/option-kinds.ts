import * as z from "zod";
import { readNetwork } from "#platform/address.ts";
import { isSigningKey } from "#platform/signing-key.ts";

/** One variable of the environment: how it is read, and what a right value looks like. */
export interface Option<T> {
  schema: z.ZodType<T>;
  /** What holds when the variable is not set. */
  fallback: string;
  example: string;
  meaning: string;
  secret?: true;
}

export const option = <T>(definition: Option<T>): Option<T> => definition;

export const url = z
  .url({ protocol: /^https?$/, error: "is not an http or https address" })
  .transform((text) => text.replace(/\/+$/, ""));
export const port = z.coerce
  .number({ error: "is not a number" })
  .int({ error: "is not a whole number" })
  .min(0, { error: "is below 0" })
  .max(65_535, { error: "is above 65535" });
export const word = z.string().min(1, { error: "is empty" });
/** Signing keys in base64, `current,previous` during a rotation. An empty or short one would let anybody sign. */
export const secrets = word
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine((list) => list.every(isSigningKey), {
    error: "is not a signing key in base64 of 16 bytes or more",
  });

/** Roots of signing keys; a short one could be guessed. */
export const rootSecrets = word
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine((list) => list.length <= 2 && list.every((part) => part.length >= 32), {
    error: "is not one or two secrets of 32 characters or more",
  });
/** Secrets shared with a program; a short one could be guessed. */
export const sharedSecrets = word
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine((list) => list.length <= 2 && list.every((part) => part.length >= 16), {
    error: "is not one or two secrets of 16 characters or more",
  });
export const networks = word.transform((text, ctx) => {
  const found = text.split(",").map((part) => readNetwork(part.trim()));
  if (found.every((each) => each !== undefined)) return found;
  ctx.addIssue("is not a list of addresses and networks");
  return z.NEVER;
});
