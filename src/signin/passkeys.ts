import { Buffer } from "node:buffer";
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import type { Statement } from "#db/statement.ts";
import {
  insertPasskey,
  type Person,
  passkeyById,
  passkeysOf,
  personById,
  usePasskey,
} from "#domains/people/persons/person-store.ts";
import { beginAttempt, endAttempt } from "./attempts.ts";
import { atTheDoor, noteFailure, type SignInParts, type Visit } from "./parts.ts";
import { loadWebAuthn } from "./webauthn.ts";

/** Signing in with a key that a device holds (WebAuthn level 3). A key is bound to the host name of `BASE_URL`. */
export interface Passkeys {
  /** False where `BASE_URL` has an address in place of a name: browsers make no passkeys for one. */
  readonly isPossible: boolean;
  /** What the browser is given to make a new key with. */
  offer(person: Person): Promise<Record<string, unknown>>;
  /** Keeps the key that the browser made; false when it is not right. */
  add(person: Person, answer: unknown, name: string, visit: Visit): Promise<boolean>;
  /** What the browser is given to sign in with. */
  challenge(): Promise<Record<string, unknown>>;
  /** Whose key answered, with the statements that note its use; undefined when it is not right. */
  check(answer: unknown, visit: Visit): Promise<{ person: Person; unit: Statement[] } | undefined>;
}

export function createPasskeys(parts: SignInParts, businessName: () => string): Passkeys {
  const { database, clock, baseUrl } = parts;
  const { hostname, origin } = new URL(baseUrl);
  const expected = { expectedOrigin: origin, expectedRPID: hostname, requireUserVerification: true };

  return {
    isPossible: !/^[\d.]+$|^\[/.test(hostname),
    async offer(person) {
      const { generateRegistrationOptions } = await loadWebAuthn();
      const options = await generateRegistrationOptions({
        rpName: businessName(),
        rpID: hostname,
        userID: new TextEncoder().encode(person.id),
        userName: person.email,
        userDisplayName: person.name,
        attestationType: "none",
        excludeCredentials: (await passkeysOf(database.read, person.id)).map(({ id }) => ({ id })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      });
      await beginAttempt(parts, "new passkey", { personId: person.id }, options.challenge);
      return options as unknown as Record<string, unknown>;
    },
    async add(person, answer, name, visit) {
      const challenge = challengeIn(answer);
      const attempt = await endAttempt(parts, "new passkey", challenge);
      if (attempt?.["personId"] !== person.id) return false;
      const { verifyRegistrationResponse } = await loadWebAuthn();
      const response = answer as RegistrationResponseJSON;
      const verified = await quietly(
        verifyRegistrationResponse({ response, expectedChallenge: challenge, ...expected }),
      );
      if (!verified?.verified) return false;
      const { credential } = verified.registrationInfo;
      const now = clock.now();
      const row = {
        id: credential.id,
        personId: person.id,
        publicKey: Buffer.from(credential.publicKey).toString("base64url"),
        counter: credential.counter,
        transports: (credential.transports ?? []).join(","),
        name,
        createdAt: now,
      };
      const event = { operation: "passkey.add", outcome: "done", user: person.id } as const;
      await database.write([...insertPasskey(row), ...atTheDoor(event, visit, now)]);
      return true;
    },
    async challenge() {
      const { generateAuthenticationOptions } = await loadWebAuthn();
      const options = await generateAuthenticationOptions({ rpID: hostname, userVerification: "required" });
      await beginAttempt(parts, "passkey", {}, options.challenge);
      return options as unknown as Record<string, unknown>;
    },
    async check(answer, visit) {
      const found = await verify(answer);
      if (!found) noteFailure(parts, "passkey", "AUTH_REQUIRED", visit);
      return found;
    },
  };

  async function verify(answer: unknown): Promise<{ person: Person; unit: Statement[] } | undefined> {
    const challenge = challengeIn(answer);
    const response = answer as AuthenticationResponseJSON;
    const key = await passkeyById(database.read, String(response?.id));
    if (!(await endAttempt(parts, "passkey", challenge)) || !key) return undefined;
    const person = await personById(database.read, key.personId);
    if (!person || person.disabledAt !== null) return undefined;
    const { verifyAuthenticationResponse } = await loadWebAuthn();
    const credential = {
      id: key.id,
      publicKey: new Uint8Array(Buffer.from(key.publicKey, "base64url")),
      counter: key.counter,
      transports: key.transports.split(",").filter(Boolean) as AuthenticatorTransport[],
    };
    const verified = await quietly(
      verifyAuthenticationResponse({ response, expectedChallenge: challenge, credential, ...expected }),
    );
    if (!verified?.verified) return undefined;
    return { person, unit: usePasskey(key.id, verified.authenticationInfo.newCounter, clock.now()) };
  }
}

/** An answer that cannot be right throws in the library; to us it is only not right. */
async function quietly<Result>(verifying: Promise<Result>): Promise<Result | undefined> {
  return await verifying.then(
    (result) => result,
    () => undefined,
  );
}

/** The challenge an answer says it answers; an empty text, which nobody was given, where it says none. */
function challengeIn(answer: unknown): string {
  const { response } = (answer ?? {}) as { response?: { clientDataJSON?: unknown } };
  try {
    const text = Buffer.from(String(response?.clientDataJSON), "base64url").toString("utf8");
    const { challenge } = JSON.parse(text) as { challenge?: unknown };
    return typeof challenge === "string" ? challenge : "";
  } catch {
    return "";
  }
}
