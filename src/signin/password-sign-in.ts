import { isPassword, passwordLength } from "#domains/people/persons/password.ts";
import type { Person } from "#domains/people/persons/person-store.ts";
import { normalEmail, personByEmail } from "#domains/people/persons/person-store.ts";
import { createRateLimit, type RateLimit } from "#platform/limits.ts";
import { noteFailure, type SignInParts, type Visit } from "./parts.ts";

/** Tries in a quarter of an hour: from one address, for one account from there, and for it from everywhere. */
const perAddress = 20;
const perAccountThere = 10;
const perAccount = 100;
const window = 15 * 60;

export type PasswordAnswer =
  | { kind: "right"; person: Person }
  | { kind: "wrong" }
  /** Too many tries; seconds until the next one is looked at. */
  | { kind: "too often"; retryAfter: number };

/**
 * Signing in with address and password. Whether the address is anybody's shows in nothing: not in the words,
 * not in the limits, and not in the time it takes. Somebody who is signed in and proves it again is not kept
 * out by what strangers try elsewhere.
 */
export function createPasswordSignIn(parts: SignInParts) {
  const addresses = createRateLimit(perAddress, window);
  const accountsThere = createRateLimit(perAccountThere, window);
  const accounts = createRateLimit(perAccount, window);

  return async (
    email: string,
    password: string,
    visit: Visit,
    isSignedIn: boolean,
  ): Promise<PasswordAnswer> => {
    const account = normalEmail(email).slice(0, 254);
    const retryAfter =
      tooOften(addresses, visit.address) ??
      tooOften(accountsThere, `${visit.address} ${account}`) ??
      (isSignedIn ? undefined : tooOften(accounts, account));
    if (retryAfter !== undefined) {
      noteFailure(parts, "password", "RATE_LIMIT_EXCEEDED", visit);
      return { kind: "too often", retryAfter };
    }
    const person = await personByEmail(parts.database.read, account);
    const isRight = await isPassword(password.slice(0, passwordLength.longest), person?.passwordHash);
    if (person && isRight && person.disabledAt === null) return { kind: "right", person };
    noteFailure(parts, "password", "AUTH_REQUIRED", visit);
    return { kind: "wrong" };
  };
}

/** Seconds to wait; undefined while there is something left. */
function tooOften(limit: RateLimit, name: string): number | undefined {
  const { allowed, resetSeconds } = limit.take(name);
  return allowed ? undefined : resetSeconds;
}
