import { isPassword, passwordLength } from "#domains/people/password.ts";
import type { Person } from "#domains/people/person-store.ts";
import { normalEmail, personByEmail } from "#domains/people/person-store.ts";
import { createRateLimit } from "#platform/limits.ts";
import { noteFailure, type SignInParts, type Visit } from "./parts.ts";

/** Tries in a quarter of an hour: for one address, and for one account wherever they come from. */
const perAddress = 20;
const perAccount = 10;
const window = 15 * 60;

export type PasswordAnswer =
  | { kind: "right"; person: Person }
  | { kind: "wrong" }
  /** Too many tries; seconds until the next one is looked at. */
  | { kind: "too often"; retryAfter: number };

/**
 * Signing in with address and password. Whether the address is anybody's shows in nothing: not in the words,
 * not in the limits, and not in the time it takes.
 */
export function createPasswordSignIn(parts: SignInParts) {
  const addresses = createRateLimit(perAddress, window);
  const accounts = createRateLimit(perAccount, window);

  return async (email: string, password: string, visit: Visit): Promise<PasswordAnswer> => {
    const account = normalEmail(email).slice(0, 254);
    for (const allowance of [await addresses.take(visit.address), await accounts.take(account)]) {
      if (allowance.allowed) continue;
      noteFailure(parts, "password", "RATE_LIMIT_EXCEEDED", visit);
      return { kind: "too often", retryAfter: allowance.resetSeconds };
    }
    const person = await personByEmail(parts.database.read, account);
    const isRight = await isPassword(password.slice(0, passwordLength.longest), person?.passwordHash);
    if (person && isRight && person.disabledAt === null) return { kind: "right", person };
    noteFailure(parts, "password", "AUTH_REQUIRED", visit);
    return { kind: "wrong" };
  };
}
