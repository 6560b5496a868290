import type { Statement } from "#db/statement.ts";
import { newLink } from "#domains/people/persons/links.ts";
import { hashPassword } from "#domains/people/persons/password.ts";
import {
  type EntryLink,
  endLinks,
  hasPeople,
  insertIdentity,
  insertLink,
  insertPerson,
  invitationOf,
  livingLink,
  nobodyYet,
  normalEmail,
  type Person,
  personByEmail,
  personById,
  personByIdentity,
  updatePerson,
  useLink,
} from "#domains/people/persons/person-store.ts";
import type { Role } from "#domains/people/roles.ts";
import { secretHash } from "#domains/people/secret.ts";
import { endSessionsOf } from "#domains/people/sessions/session-store.ts";
import { cutText } from "#platform/cut-text.ts";
import { newId } from "#platform/ids.ts";
import { atTheDoor, type SignInParts, type Visit } from "./parts.ts";
import type { Account } from "./providers.ts";

/** A link somebody holds, and whom it is for. */
export interface Entry {
  link: EntryLink;
  /** The person who chooses a new password; undefined while somebody joins. */
  person: Person | undefined;
}

/** How people come to be: by the link of the first start, by an invitation, and by a link for a new password. */
export interface Joining {
  /** A link with which the first owner sets the desk up; undefined once there are people. Earlier ones end. */
  setUpLink(): Promise<string | undefined>;
  /** What a link's secret is good for; undefined when nothing. */
  entryOf(secret: string): Promise<Entry | undefined>;
  /** Uses the link: the person joins, or has a new password. The statements go with the sign-in that follows. */
  enter(
    entry: Entry,
    given: { email: string; name: string; password: string },
    visit: Visit,
  ): Promise<{ personId: string; unit: Statement[] }>;
  /** Who an account elsewhere belongs to: known by it, or invited or entered with its address. */
  byAccount(account: Account, visit: Visit): Promise<{ personId: string; unit: Statement[] } | undefined>;
}

export function createJoining(parts: SignInParts): Joining {
  const { database, clock } = parts;

  return {
    async setUpLink() {
      if (await hasPeople(database.read)) return undefined;
      const now = clock.now();
      const { secret, row } = newLink("setup", { role: "owner" }, now);
      await database.write([endLinks({ purpose: "setup" }, now), ...insertLink(row)]);
      return `${parts.baseUrl}/setup/${secret}`;
    },
    async entryOf(secret) {
      const link = await livingLink(database.read, secretHash(secret), clock.now());
      if (!link) return undefined;
      if (link.purpose !== "reset") return { link, person: undefined };
      const person = link.personId === null ? undefined : await personById(database.read, link.personId);
      return person && person.disabledAt === null ? { link, person } : undefined;
    },
    async enter({ link, person }, { email, name, password }, visit) {
      const now = clock.now();
      const passwordHash = await hashPassword(password);
      if (person) {
        const event = { operation: "password.set", outcome: "done", user: person.id } as const;
        return {
          personId: person.id,
          unit: [
            ...useLink(link.hash, now),
            ...updatePerson(person.id, { passwordHash }, now),
            endSessionsOf(person.id),
            ...atTheDoor(event, visit, now),
          ],
        };
      }
      const first = link.purpose === "setup" ? [nobodyYet()] : [];
      const joined = join(link.email ?? normalEmail(email), name, link.role ?? "viewer", passwordHash, visit);
      return { personId: joined.personId, unit: [...useLink(link.hash, now), ...first, ...joined.unit] };
    },
    async byAccount(account, visit) {
      const { provider, subject, email, name } = account;
      const now = clock.now();
      const known = await personByIdentity(database.read, provider, subject);
      if (known) return known.disabledAt === null ? { personId: known.id, unit: [] } : undefined;
      const identity = (personId: string) => insertIdentity({ provider, subject, personId, createdAt: now });
      const person = await personByEmail(database.read, email);
      if (person)
        return person.disabledAt === null ? { personId: person.id, unit: identity(person.id) } : undefined;
      const link = await invitationOf(database.read, email, now);
      if (!link) return undefined;
      const joined = join(normalEmail(email), name, link.role ?? "viewer", undefined, visit);
      const { personId } = joined;
      return { personId, unit: [...useLink(link.hash, now), ...joined.unit, ...identity(personId)] };
    },
  };

  function join(email: string, name: string, role: Role, passwordHash: string | undefined, visit: Visit) {
    const now = clock.now();
    const personId = newId("per", now);
    const row = {
      id: personId,
      email,
      name: cutText(name, 80),
      role,
      passwordHash,
      createdAt: now,
      updatedAt: now,
    };
    const event = { operation: "person.join", outcome: "done", user: personId } as const;
    return { personId, unit: [...insertPerson(row), ...atTheDoor(event, visit, now)] };
  }
}
