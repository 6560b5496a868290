import { and, desc, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { emailOptOuts, emails } from "#db/schema/mail.ts";
import { type Statement, statement } from "#db/statement.ts";

export type EmailRow = typeof emails.$inferSelect;

export async function emailById(db: Reader, id: string): Promise<EmailRow | undefined> {
  const [row] = await db.select().from(emails).where(eq(emails.id, id));
  return row;
}

export async function emailWithToken(db: Reader, token: string): Promise<EmailRow | undefined> {
  const [row] = await db.select().from(emails).where(eq(emails.token, token));
  return row;
}

/** What went out, the newest first. */
export async function emailsThat(
  db: Reader,
  { contactId, before, limit }: { contactId?: string; before?: { at: number; id: string }; limit: number },
): Promise<EmailRow[]> {
  return await db
    .select()
    .from(emails)
    .where(
      and(
        contactId === undefined ? undefined : eq(emails.contactId, contactId),
        before && sql`(${emails.createdAt}, ${emails.id}) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(desc(emails.createdAt), desc(emails.id))
    .limit(limit);
}

export function insertEmail(row: typeof emails.$inferInsert): Statement {
  return statement(builder.insert(emails).values(row));
}

export function moveEmail(
  id: string,
  state: EmailRow["state"],
  errorCode: string | null,
  now: number,
): Statement {
  return statement(builder.update(emails).set({ state, errorCode, updatedAt: now }).where(eq(emails.id, id)));
}

/** What an address last said about email; undefined where it never said anything. */
export async function mailWish(
  db: Reader,
  hash: string,
): Promise<typeof emailOptOuts.$inferSelect | undefined> {
  const [row] = await db.select().from(emailOptOuts).where(eq(emailOptOuts.hash, hash));
  return row;
}

export async function hasStopped(db: Reader, hash: string): Promise<boolean> {
  return (await mailWish(db, hash))?.state === "out";
}

export function keepMailWish(hash: string, state: "out" | "in", at: number): Statement {
  return statement(
    builder
      .insert(emailOptOuts)
      .values({ hash, state, at })
      .onConflictDoUpdate({ target: emailOptOuts.hash, set: { state, at } }),
  );
}

/** Somebody is erased: that something was mailed stays, without a word of it. */
export function eraseMail(contactId: string, now: number): Statement {
  return statement(
    sql`UPDATE emails SET contact_id = NULL, "to" = '', subject = '', content = '', attached = NULL,
      updated_at = ${now} WHERE contact_id = ${contactId}`,
  );
}

export function giveMail(from: string, into: string): Statement {
  return statement(sql`UPDATE emails SET contact_id = ${into} WHERE contact_id = ${from}`);
}
