import { eq, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { contactPhones, contacts, removedContacts } from "#db/schema/contacts.ts";
import { guard, type Statement, statement } from "#db/statement.ts";
import { detailStatements, moveDetails, removeDetails } from "./details/details-store.ts";
import { type ContactRow, isAsRead } from "./store.ts";

/** Contacts that went since then without a person's word. */
function unaskedRemovals(since: number): SQL {
  return sql`(SELECT count(*) FROM removed_contacts WHERE removed_at >= ${since} AND allowed_by IS NULL)`;
}

export async function countRemovals(db: Reader, since: number): Promise<number> {
  const [row] = await db.values<[number]>(sql`SELECT ${unaskedRemovals(since)}`);
  return row?.[0] ?? 0;
}

/** Two removals at once both find that there is room: the second one's unit ends here. */
export function removalsKeepWithin(since: number, most: number): Statement {
  return guard("small removals do not add up to a bulk", sql`${unaskedRemovals(since)} < ${most}`);
}

/** What became of a contact that is not there any more. */
export async function removalOf(db: Reader, id: string) {
  const [row] = await db.select().from(removedContacts).where(eq(removedContacts.id, id));
  return row;
}

/** Contacts that went into this one, also by way of others. */
export async function mergedInto(db: Reader, id: string): Promise<string[]> {
  const rows = await db.values<[string]>(sql`WITH RECURSIVE gone(id) AS (
    SELECT id FROM removed_contacts WHERE merged_into = ${id}
    UNION SELECT removed_contacts.id FROM removed_contacts JOIN gone ON removed_contacts.merged_into = gone.id)
    SELECT id FROM gone`);
  return rows.map(([each]) => each);
}

export interface Removal {
  mergedInto: string | null;
  allowedBy: string | null;
  now: number;
  /** True where all that was exchanged with it goes too. */
  isErased?: boolean;
  /** What a merge can be undone with, JSON. */
  undo?: string;
}

/** Takes the contact away with its numbers, and remembers that it went; the unit ends where it has changed meanwhile. */
export function removeContact(
  { id, version }: ContactRow,
  { now, isErased = false, ...removal }: Removal,
): Statement[] {
  return [
    isAsRead({ id, version }),
    statement(builder.insert(removedContacts).values({ id, removedAt: now, erased: isErased, ...removal })),
    ...(isErased
      ? [
          statement(
            sql`UPDATE removed_contacts SET undo = NULL WHERE id IN (WITH RECURSIVE gone(id) AS (
              SELECT id FROM removed_contacts WHERE merged_into = ${id}
              UNION SELECT removed_contacts.id FROM removed_contacts JOIN gone ON removed_contacts.merged_into = gone.id)
              SELECT id FROM gone)`,
          ),
        ]
      : []),
    ...removeDetails([id]),
    statement(builder.delete(contactPhones).where(eq(contactPhones.contactId, id))),
    statement(builder.delete(contacts).where(eq(contacts.id, id))),
  ];
}

/** Gives one contact's numbers and what it lacks to another; the unit ends where either has changed meanwhile. */
export function takeOver(
  from: ContactRow,
  into: ContactRow,
  change: Pick<ContactRow, "name" | "email" | "notes" | "wordsOf" | "attributes">,
  now: number,
): Statement[] {
  const version = into.version + 1;
  const other = from.email !== null && from.email !== change.email ? [from.email] : [];
  return [
    isAsRead(from),
    isAsRead(into),
    ...moveDetails(from.id, into.id),
    ...detailStatements(into.id, { addEmails: other }, now),
    statement(
      builder.update(contactPhones).set({ contactId: into.id }).where(eq(contactPhones.contactId, from.id)),
    ),
    statement(
      builder
        .update(contacts)
        .set({ ...change, origin: "typed", version, updatedAt: now })
        .where(eq(contacts.id, into.id)),
    ),
  ];
}

/** Lets go of what merges of before then could have been undone with. */
export function pruneUndo(before: number): Statement {
  return statement(
    sql`UPDATE removed_contacts SET undo = NULL WHERE undo IS NOT NULL AND removed_at < ${before}`,
  );
}
