import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { leads } from "#db/schema/money.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type LeadRow = typeof leads.$inferSelect;

export async function leadById(db: Reader, id: string): Promise<LeadRow | undefined> {
  const [row] = await db.select().from(leads).where(eq(leads.id, id));
  return row;
}

/** Leads, the newest first; `open` are those that something can still come of. */
export async function leadsThat(
  db: Reader,
  filter: {
    status?: LeadRow["status"] | "open" | undefined;
    urgency?: LeadRow["urgency"] | undefined;
    source?: string | undefined;
    contactId?: string | undefined;
    words?: string | undefined;
    before?: { at: number; id: string } | undefined;
    limit: number;
  },
): Promise<LeadRow[]> {
  const { status, urgency, source, contactId, words, before, limit } = filter;
  return await db
    .select()
    .from(leads)
    .where(
      and(
        status === undefined
          ? undefined
          : status === "open"
            ? sql`status IN ('new', 'contacted', 'quoted')`
            : eq(leads.status, status),
        urgency === undefined ? undefined : eq(leads.urgency, urgency),
        source === undefined ? undefined : eq(leads.source, source),
        contactId === undefined ? undefined : eq(leads.contactId, contactId),
        words === undefined ? undefined : holds(words),
        before && sql`(${leads.createdAt}, ${leads.id}) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(desc(leads.createdAt), desc(leads.id))
    .limit(limit);
}

export async function countOpenLeads(db: Reader): Promise<number> {
  const [row] = await db.values<[number]>(
    sql`SELECT count(*) FROM leads WHERE status IN ('new', 'contacted', 'quoted')`,
  );
  return row?.[0] ?? 0;
}

function holds(words: string): SQL {
  const like = `%${words.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const columns = ["name", "phones", "email", "address", "property", "interest", "notes"].map(
    (name) => sql`${sql.raw(name)} LIKE ${like} ESCAPE '\\'`,
  );
  return sql`(${sql.join(columns, sql` OR `)})`;
}

/** A lead that has one of the numbers or the address, and is still open. */
export async function leadLike(
  db: Reader,
  { phones, email }: { phones: readonly string[]; email: string | null },
): Promise<LeadRow | undefined> {
  if (phones.length === 0 && email === null) return undefined;
  const [row] = await db
    .select()
    .from(leads)
    .where(
      sql`status IN ('new', 'contacted', 'quoted') AND (email = ${email} OR EXISTS (
        SELECT 1 FROM json_each(phones) WHERE value IN (SELECT value FROM json_each(${JSON.stringify(phones)}))))`,
    )
    .orderBy(desc(leads.createdAt))
    .limit(1);
  return row;
}

/** An open lead that was taken down from the same notes since. */
export async function leadOfNotes(db: Reader, notes: string, since: number): Promise<LeadRow | undefined> {
  const [row] = await db.select().from(leads).where(ofNotes(notes, since)).limit(1);
  return row;
}

/** Ends a unit where another has written down the same notes meanwhile. */
export function noLeadOfNotes(notes: string, since: number): Statement {
  return guard(
    "nobody else has written down the same notes",
    sql`NOT EXISTS (SELECT 1 FROM leads WHERE ${ofNotes(notes, since)})`,
  );
}

const ofNotes = (notes: string, since: number) =>
  sql`notes = ${notes} AND created_at > ${since} AND read_by <> 'person' AND status IN ('new', 'contacted', 'quoted')`;

export function insertLead(row: LeadRow): Statement {
  return statement(builder.insert(leads).values(row));
}

/** The unit ends where the lead has changed meanwhile. */
export function changeLead(
  { id, version }: Pick<LeadRow, "id" | "version">,
  changes: Partial<LeadRow>,
  now: number,
): Statement[] {
  return [
    guard(
      "the lead is as it was read",
      sql`EXISTS (SELECT 1 FROM leads WHERE id = ${id} AND version = ${version})`,
    ),
    statement(
      builder
        .update(leads)
        .set({ ...changes, version: version + 1, updatedAt: now })
        .where(eq(leads.id, id)),
    ),
  ];
}

/** A quote was written for it. */
export function leadQuoted(id: string, now: number): Statement {
  return statement(
    sql`UPDATE leads SET status = 'quoted', version = version + 1, updated_at = ${now}
      WHERE id = ${id} AND status IN ('new', 'contacted')`,
  );
}
