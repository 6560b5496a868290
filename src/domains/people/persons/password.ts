import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import PQueue from "p-queue";
import { DeskError } from "#src/errors.ts";

/** scrypt's cost: 32 MiB and three passes (OWASP, Password Storage). */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const keyLength = 32;

/** Two at a time: each takes 32 MiB and a core for a good part of a second. */
const turns = new PQueue({ concurrency: 2 });
const mostWaiting = 20;

/** Shorter is guessed; longer is work for whoever sends it. */
export const passwordLength = { shortest: 10, longest: 200 };

/** What is wrong with a password somebody chooses, in words; undefined when nothing is. */
export function weaknessOf(password: string, email: string): string | undefined {
  const { shortest, longest } = passwordLength;
  if ([...password].length < shortest) return `The password is too short: it takes ${shortest} characters.`;
  if (password.length > longest) return `The password is too long: at most ${longest} characters.`;
  const plain = password.toLowerCase();
  const parts = [email, email.split("@")[0] ?? ""].filter((part) => part.length > 2);
  if (parts.some((part) => plain.replaceAll(part, "").length < 6) || new Set(plain).size < 5)
    return "The password is easy to guess. Three or four words that do not belong together are hard to guess.";
  return undefined;
}

/** `scrypt$N$r$p$salt$key`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  const { N, r, p } = cost;
  return ["scrypt", N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Whether it is the password; takes as long for somebody who has none, or who is not there. */
export async function isPassword(password: string, kept: string | null | undefined): Promise<boolean> {
  const [, N, r, p, salt = "", key = ""] = (kept ?? nobody).split("$");
  const numbers = { N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem };
  const wanted = Buffer.from(key, "base64url");
  const made = await derive(password, Buffer.from(salt, "base64url"), numbers);
  return (
    kept !== null && kept !== undefined && wanted.length === made.length && timingSafeEqual(wanted, made)
  );
}

/** Nobody's: what is compared with where there is nothing to compare with. */
const nobody = ["scrypt", cost.N, cost.r, cost.p, "AAAAAAAAAAAAAAAAAAAAAA", "A".repeat(43)].join("$");

/** @throws DeskError UNAVAILABLE when many wait: nobody's request is held for minutes. */
function derive(password: string, salt: Buffer, numbers: typeof cost): Promise<Buffer> {
  if (turns.size >= mostWaiting) {
    throw new DeskError("UNAVAILABLE", "Too many people are signing in at this moment.", {
      retryAfter: 5,
      next: "Try again in a few seconds.",
    });
  }
  const work = () =>
    new Promise<Buffer>((resolve, reject) => {
      scrypt(password.normalize("NFC"), salt, keyLength, numbers, (failure, key) =>
        failure ? reject(failure) : resolve(key),
      );
    });
  return turns.add(work) as Promise<Buffer>;
}
