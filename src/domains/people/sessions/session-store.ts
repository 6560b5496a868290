import { and, desc, eq, gt, lt, ne, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { people, sessions, signInAttempts } from "#db/schema/people.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";
import type { Person } from "#domains/people/persons/person-store.ts";

export type SessionRow = typeof sessions.$inferSelect;
export type AttemptPurpose = (typeof signInAttempts.$inferSelect)["purpose"];

/** A living session with its person as they are now; none for a person who may not come in. */
export async function sessionByHash(
  db: Reader,
  hash: string,
  now: number,
): Promise<{ session: SessionRow; person: Person } | undefined> {
  const [row] = await db
    .select({ session: sessions, person: people })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(and(eq(sessions.hash, hash), gt(sessions.expiresAt, now), sql`${people.disabledAt} IS NULL`));
  return row;
}

export async function sessionsOf(db: Reader, personId: string, now: number): Promise<SessionRow[]> {
  return await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.personId, personId), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastSeenAt));
}

export function insertSession(row: typeof sessions.$inferInsert): Statement[] {
  return [statement(builder.insert(sessions).values(row))];
}

/** The same session under a new secret, with a fresh proof of who it is. */
export function renewSession(id: string, hash: string, now: number): Statement[] {
  return [
    guard("the session is alive", sql`EXISTS (SELECT 1 FROM sessions WHERE id = ${id})`),
    statement(
      builder
        .update(sessions)
        .set({ hash, authenticatedAt: now, lastSeenAt: now })
        .where(eq(sessions.id, id)),
    ),
  ];
}

export function touchSession(id: string, now: number): Statement[] {
  return [statement(builder.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, id)))];
}

export function endSession(id: string, personId: string): Statement[] {
  return [
    statement(builder.delete(sessions).where(and(eq(sessions.id, id), eq(sessions.personId, personId)))),
  ];
}

/** Signs a person out everywhere, or everywhere but here. */
export function endSessionsOf(personId: string, except?: string): Statement {
  const others = except === undefined ? undefined : ne(sessions.id, except);
  return statement(builder.delete(sessions).where(and(eq(sessions.personId, personId), others)));
}

export function insertAttempt(row: typeof signInAttempts.$inferInsert): Statement[] {
  return [statement(builder.insert(signInAttempts).values(row))];
}

/** Takes an attempt: it is given to whoever comes with its secret first, and to nobody after. */
export function takeAttempt(hash: string, purpose: AttemptPurpose, now: number): Statement {
  return statement(
    builder
      .delete(signInAttempts)
      .where(
        and(
          eq(signInAttempts.hash, hash),
          eq(signInAttempts.purpose, purpose),
          gt(signInAttempts.expiresAt, now),
        ),
      )
      .returning({ data: signInAttempts.data }),
  );
}

export function pruneSessions(now: number): Statement[] {
  return [
    prune(sessions, lt(sessions.expiresAt, now)),
    prune(signInAttempts, lt(signInAttempts.expiresAt, now)),
  ];
}
