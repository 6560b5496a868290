import { and, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { contacts, contactTags } from "#db/schema/contacts.ts";
import type { ContactRow } from "#domains/contacts/store.ts";

export interface ContactFilter {
  tag?: string | undefined;
  isArchived: boolean;
  isNamed?: boolean | undefined;
  /** Milliseconds, UTC: when it was made or changed at the earliest. */
  since?: number | undefined;
  ids?: readonly string[] | undefined;
  before?: { at: number; id: string } | undefined;
  limit: number;
}

/** Contacts, the newest first. */
export async function contactsThat(db: Reader, filter: ContactFilter): Promise<ContactRow[]> {
  const { tag, isArchived, isNamed, since, ids, before, limit } = filter;
  const tagged = (wanted: string) =>
    db.select({ id: contactTags.contactId }).from(contactTags).where(eq(contactTags.tag, wanted));
  return await db
    .select()
    .from(contacts)
    .where(
      and(
        isArchived ? isNotNull(contacts.archivedAt) : isNull(contacts.archivedAt),
        isNamed === undefined ? undefined : isNamed ? isNotNull(contacts.name) : isNull(contacts.name),
        tag === undefined ? undefined : inArray(contacts.id, tagged(tag)),
        since === undefined ? undefined : sql`${contacts.updatedAt} >= ${since}`,
        ids === undefined ? undefined : inArray(contacts.id, [...ids]),
        before && sql`(${contacts.createdAt}, ${contacts.id}) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(desc(contacts.createdAt), desc(contacts.id))
    .limit(limit);
}

/** Names that attributes have, with how many contacts have each. */
export async function attributeNames(db: Reader): Promise<{ name: string; contacts: number }[]> {
  const rows = await db.values<[string, number]>(
    sql`SELECT key, count(*) FROM contacts, json_each(contacts.attributes) WHERE attributes IS NOT NULL GROUP BY key ORDER BY key LIMIT 200`,
  );
  return rows.map(([name, count]) => ({ name, contacts: count }));
}
