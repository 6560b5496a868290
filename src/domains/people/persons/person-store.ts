import { and, asc, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { entryLinks, identities, passkeys, people } from "#db/schema/people.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";
import type { Role } from "#domains/people/roles.ts";

export type Person = typeof people.$inferSelect;
export type EntryLink = typeof entryLinks.$inferSelect;
export type Passkey = typeof passkeys.$inferSelect;
export type IdentityProvider = (typeof identities.$inferSelect)["provider"];

export async function listPeople(db: Reader): Promise<Person[]> {
  return await db.select().from(people).orderBy(asc(people.createdAt), asc(people.id)).limit(500);
}

export async function hasPeople(db: Reader): Promise<boolean> {
  return (await db.select({ id: people.id }).from(people).limit(1)).length > 0;
}

export async function personById(db: Reader, id: string): Promise<Person | undefined> {
  const [row] = await db.select().from(people).where(eq(people.id, id));
  return row;
}

export async function personByEmail(db: Reader, email: string): Promise<Person | undefined> {
  const [row] = await db
    .select()
    .from(people)
    .where(eq(people.email, normalEmail(email)));
  return row;
}

/** How an address is kept and looked for. */
export function normalEmail(text: string): string {
  return text.trim().toLowerCase();
}

/** A new person; the unit ends where the address is somebody's already. */
export function insertPerson(row: typeof people.$inferInsert): Statement[] {
  const free = sql`NOT EXISTS (SELECT 1 FROM people WHERE email = ${row.email})`;
  return [guard("the address is free", free), statement(builder.insert(people).values(row))];
}

/** Ends the unit where somebody has been switched off meanwhile, or has another password than the one compared. */
export function personMayComeIn(id: string, passwordHash?: string | null): Statement {
  const isSame = passwordHash === undefined ? sql`` : sql` AND password_hash IS ${passwordHash}`;
  return guard(
    "the person may come in",
    sql`EXISTS (SELECT 1 FROM people WHERE id = ${id} AND disabled_at IS NULL${isSame})`,
  );
}

/** Ends the unit of a second first owner: the link of the first start makes one, and nobody after. */
export function nobodyYet(): Statement {
  return guard("nobody has set it up yet", sql`NOT EXISTS (SELECT 1 FROM people)`);
}

export interface PersonChange {
  role?: Role | undefined;
  name?: string | undefined;
  passwordHash?: string | undefined;
  disabledAt?: number | null | undefined;
}

export function updatePerson(id: string, change: PersonChange, now: number): Statement[] {
  return [
    statement(
      builder
        .update(people)
        .set({ ...change, updatedAt: now })
        .where(eq(people.id, id)),
    ),
  ];
}

/** Ends the unit that would leave the desk without an owner who may come in. */
export function keepsAnOwner(): Statement {
  return guard(
    "an owner is left",
    sql`EXISTS (SELECT 1 FROM people WHERE role = 'owner' AND disabled_at IS NULL)`,
  );
}

export function insertLink(row: typeof entryLinks.$inferInsert): Statement[] {
  return [statement(builder.insert(entryLinks).values(row))];
}

/** A link that still lets somebody in. */
export async function livingLink(db: Reader, hash: string, now: number): Promise<EntryLink | undefined> {
  const [row] = await db
    .select()
    .from(entryLinks)
    .where(and(eq(entryLinks.hash, hash), isNull(entryLinks.usedAt), gt(entryLinks.expiresAt, now)));
  return row;
}

/** Uses a link up; the unit ends where it was used or has expired meanwhile. */
export function useLink(hash: string, now: number): Statement[] {
  const living = sql`EXISTS (SELECT 1 FROM entry_links WHERE hash = ${hash} AND used_at IS NULL AND expires_at > ${sql.raw(String(now))})`;
  return [
    guard("the link is alive", living),
    statement(builder.update(entryLinks).set({ usedAt: now }).where(eq(entryLinks.hash, hash))),
  ];
}

/** Earlier links for the same thing end when a new one is made. */
export function endLinks(
  which: { purpose: EntryLink["purpose"]; email?: string; personId?: string; madeBy?: string },
  now: number,
): Statement {
  return statement(
    builder
      .update(entryLinks)
      .set({ usedAt: now })
      .where(
        and(
          eq(entryLinks.purpose, which.purpose),
          isNull(entryLinks.usedAt),
          which.email === undefined ? undefined : eq(entryLinks.email, which.email),
          which.personId === undefined ? undefined : eq(entryLinks.personId, which.personId),
          which.madeBy === undefined ? undefined : eq(entryLinks.madeBy, which.madeBy),
        ),
      ),
  );
}

/** Invitations that wait to be accepted. */
export async function openInvitations(db: Reader, now: number): Promise<EntryLink[]> {
  return await db
    .select()
    .from(entryLinks)
    .where(and(eq(entryLinks.purpose, "invite"), isNull(entryLinks.usedAt), gt(entryLinks.expiresAt, now)))
    .orderBy(asc(entryLinks.createdAt));
}

/** The newest invitation of an address, for those who sign in elsewhere with it. */
export async function invitationOf(db: Reader, email: string, now: number): Promise<EntryLink | undefined> {
  return (await openInvitations(db, now)).findLast((link) => link.email === normalEmail(email));
}

export function pruneLinks(before: number): Statement {
  return prune(entryLinks, lt(entryLinks.expiresAt, before));
}

export async function passkeysOf(db: Reader, personId: string): Promise<Passkey[]> {
  return await db
    .select()
    .from(passkeys)
    .where(eq(passkeys.personId, personId))
    .orderBy(asc(passkeys.createdAt));
}

export async function passkeyById(db: Reader, id: string): Promise<Passkey | undefined> {
  const [row] = await db.select().from(passkeys).where(eq(passkeys.id, id));
  return row;
}

export function insertPasskey(row: typeof passkeys.$inferInsert): Statement[] {
  return [statement(builder.insert(passkeys).values(row))];
}

export function usePasskey(id: string, counter: number, now: number): Statement[] {
  return [statement(builder.update(passkeys).set({ counter, lastUsedAt: now }).where(eq(passkeys.id, id)))];
}

/** Forgets a passkey; the unit ends where nothing to sign in with would be left. */
export function deletePasskey(id: string, personId: string): Statement[] {
  const another = sql`EXISTS (SELECT 1 FROM passkeys WHERE person_id = ${personId} AND id <> ${id})
    OR EXISTS (SELECT 1 FROM people WHERE id = ${personId} AND password_hash IS NOT NULL)`;
  return [
    guard("another way in is left", another),
    statement(builder.delete(passkeys).where(and(eq(passkeys.id, id), eq(passkeys.personId, personId)))),
  ];
}

export async function personByIdentity(
  db: Reader,
  provider: IdentityProvider,
  subject: string,
): Promise<Person | undefined> {
  const [row] = await db
    .select({ person: people })
    .from(identities)
    .innerJoin(people, eq(people.id, identities.personId))
    .where(and(eq(identities.provider, provider), eq(identities.subject, subject)));
  return row?.person;
}

export function insertIdentity(row: typeof identities.$inferInsert): Statement[] {
  return [statement(builder.insert(identities).values(row).onConflictDoNothing())];
}
