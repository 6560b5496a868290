import type { Statement } from "#db/statement.ts";
import { type Person, personMayComeIn } from "#domains/people/persons/person-store.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { newSecret, secretHash } from "#domains/people/secret.ts";
import {
  endSession,
  insertSession,
  renewSession,
  type SessionRow,
  sessionByHash,
  touchSession,
} from "#domains/people/sessions/session-store.ts";
import type { Principal } from "#operation/operation.ts";
import { newId } from "#platform/ids.ts";
import { DeskError } from "#src/errors.ts";
import type { Cookies } from "./cookies.ts";
import { atTheDoor, type Method, type SignInParts, type Visit } from "./parts.ts";

/** How long a browser stays signed in, in milliseconds. */
const life = 30 * 86_400_000;
/** How often "last seen" is written, in milliseconds. */
const seenEvery = 5 * 60_000;

/** Somebody who is signed in, and with which browser. */
export interface SignedIn {
  session: SessionRow;
  person: Person;
}

export interface Sessions {
  /** Who the request's cookie says it is; undefined for nobody. */
  of(headers: Headers): Promise<SignedIn | undefined>;
  /**
   * Signs somebody in, or has somebody who is signed in prove it again: either way under a new secret, so
   * that one which somebody else knew before is worth nothing. `joins` commit with it. Gives `Set-Cookie`.
   * @throws SignInOverError when what lets them in was used up or taken back meanwhile
   */
  begin(
    person: Pick<Person, "id"> & Partial<Pick<Person, "passwordHash">>,
    method: Method,
    visit: Visit,
    joins?: Statement[],
  ): Promise<string>;
  /** Signs this browser out. Gives `Set-Cookie`. */
  end(signedIn: SignedIn | undefined, visit: Visit): Promise<string>;
}

export function createSessions(parts: SignInParts, cookies: Cookies): Sessions {
  const { database, clock } = parts;
  return { of, begin, end };

  async function of(headers: Headers): Promise<SignedIn | undefined> {
    const secret = cookies.isPossible ? cookies.read(headers, "session") : undefined;
    if (!secret) return undefined;
    const now = clock.now();
    const found = await sessionByHash(database.read, secretHash(secret), now);
    if (found && now - found.session.lastSeenAt > seenEvery) await touch(found.session.id, now);
    return found;
  }

  /** A page can be read while nothing can be written. */
  async function touch(id: string, now: number): Promise<void> {
    await database.write(touchSession(id, now)).catch((failure: unknown) => {
      if (!(failure instanceof DeskError)) throw failure;
    });
  }

  async function begin(
    person: Pick<Person, "id"> & Partial<Pick<Person, "passwordHash">>,
    method: Method,
    visit: Visit,
    joins: Statement[] = [],
  ): Promise<string> {
    const before = await of(visit.headers);
    const now = clock.now();
    const secret = newSecret("session");
    // A link for a new password ends every session there was.
    const isSame = method !== "link" && before?.person.id === person.id;
    const done = { outcome: "done", user: person.id };
    const mayComeIn = personMayComeIn(person.id, method === "password" ? person.passwordHash : undefined);
    const unit = isSame
      ? [
          ...joins,
          mayComeIn,
          ...renewSession(before.session.id, secretHash(secret), now),
          ...atTheDoor({ operation: "session.renew", ...done }, visit, now),
        ]
      : [
          ...(before ? endSession(before.session.id, before.person.id) : []),
          ...joins,
          mayComeIn,
          ...insertSession(rowOf(person.id, secret, visit, now)),
          ...atTheDoor({ operation: "session.begin", ...done }, visit, now),
        ];
    const written = await database.write(unit);
    if (!written.ok) throw new SignInOverError(written.guard);
    parts.metrics.signIns.add(method, "done");
    return cookies.set("session", secret, life / 1000);
  }

  async function end(signedIn: SignedIn | undefined, visit: Visit): Promise<string> {
    if (signedIn) {
      const { session, person } = signedIn;
      const event = { operation: "session.end", outcome: "done", user: person.id } as const;
      await database.write([...endSession(session.id, person.id), ...atTheDoor(event, visit, clock.now())]);
    }
    return cookies.set("session", "", 0);
  }
}

function rowOf(personId: string, secret: string, { headers }: Visit, now: number) {
  return {
    id: newId("ses", now),
    hash: secretHash(secret),
    personId,
    createdAt: now,
    authenticatedAt: now,
    lastSeenAt: now,
    expiresAt: now + life,
    agent: (headers.get("user-agent") ?? "").slice(0, 200),
  };
}

/** What let somebody in was used up or taken back meanwhile. */
export class SignInOverError extends Error {
  override name = "SignInOverError";
}

/** How far somebody of a role reaches at a browser. */
const reach = { owner: "owner", approver: "approver", staff: "person", viewer: "person" } as const;

/** What a signed-in person is to the gate. */
export function principalOf({ person, session }: SignedIn): Principal {
  return {
    user: person.id,
    client: session.id,
    scopes: roleScopes(person.role),
    face: "web",
    authority: reach[person.role],
    authenticatedAt: session.authenticatedAt,
  };
}
