import { sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { type Statement, statement } from "#db/statement.ts";

const tables = ["chat_sessions", "chat_documents"] as const;

/** Ids of what is about a contact, by table: what a merge is undone with. */
export async function chatsAbout(db: Reader, contactId: string): Promise<Record<string, string[]>> {
  const parts = tables.map(
    (table) => sql`SELECT ${table}, id FROM ${sql.raw(table)} WHERE contact_id = ${contactId}`,
  );
  const rows = await db.values<[string, string]>(sql.join(parts, sql` UNION ALL `));
  const found: Record<string, string[]> = {};
  for (const [table, id] of rows) found[table] = [...(found[table] ?? []), id];
  return found;
}

export function giveChats(from: string, into: string): Statement[] {
  return tables.map((table) =>
    statement(sql`UPDATE ${sql.raw(table)} SET contact_id = ${into} WHERE contact_id = ${from}`),
  );
}

export function giveChatsBack(into: string, to: string, ids: Record<string, string[]>): Statement[] {
  return tables.map((table) =>
    statement(sql`UPDATE ${sql.raw(table)} SET contact_id = ${to} WHERE contact_id = ${into}
      AND id IN (SELECT value FROM json_each(${JSON.stringify(ids[table] ?? [])}))`),
  );
}
