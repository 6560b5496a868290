import { and, desc, eq, gte, inArray, or, type SQL, sql } from "drizzle-orm";
import { builder, type Reader, type SlowReader } from "#db/client.ts";
import { tickets } from "#db/schema/helpdesk.ts";
import { isOpen, type TicketRow } from "#domains/helpdesk/store.ts";
import type { TicketStatus } from "./status.ts";

/** Which tickets: every part that is set narrows the list. */
export interface TicketFilter {
  status?: TicketStatus | "any_open" | undefined;
  category?: string | undefined;
  assignee?: string | undefined;
  callers?: string[] | undefined;
  contactIds?: string[] | undefined;
  words?: string | undefined;
  /** Whose tickets fit too where words are looked for. */
  orContacts?: string[] | undefined;
  /** Milliseconds, UTC: when it was made or changed at the earliest. */
  since?: number | undefined;
  before?: number | undefined;
  limit: number;
}

/** Newest number first. Words are looked for where nobody waits for it. */
export async function listTickets(
  { db, slow }: { db: Reader; slow: SlowReader },
  filter: TicketFilter,
): Promise<TicketRow[]> {
  const {
    status,
    category,
    assignee,
    callers,
    contactIds,
    words,
    orContacts = [],
    since,
    before,
    limit,
  } = filter;
  const conditions = [
    ...(status === "any_open" ? [isOpen] : status ? [eq(tickets.status, status)] : []),
    ...(category ? [eq(tickets.category, category)] : []),
    ...(assignee ? [eq(tickets.assignee, assignee)] : []),
    ...(callers ? [inArray(tickets.caller, callers)] : []),
    ...(contactIds ? [inArray(tickets.contactId, contactIds)] : []),
    ...(words ? [or(and(...wordsIn(words)), inArray(tickets.contactId, orContacts))] : []),
    ...(since === undefined ? [] : [gte(tickets.updatedAt, since)]),
    ...(before ? [sql`${tickets.number} < ${before}`] : []),
  ];
  const list = db.select().from(tickets).orderBy(desc(tickets.number));
  if (!words) return await list.where(and(...conditions)).limit(limit);
  const query = builder
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(...conditions))
    .orderBy(desc(tickets.number))
    .limit(limit);
  const { sql: text, params } = query.toSQL();
  const ids = (await slow.read(text, params)).map(([id]) => String(id));
  return await list.where(inArray(tickets.id, ids));
}

/** Each word is somewhere in the description or a note. */
function wordsIn(words: string): SQL[] {
  return words
    .split(/\s+/)
    .slice(0, 8)
    .map((word) => {
      const like = `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`;
      const inNotes = sql`EXISTS (SELECT 1 FROM ticket_notes WHERE ticket_id = ${tickets.id} AND content LIKE ${like} ESCAPE '\\')`;
      return sql`(${tickets.description} LIKE ${like} ESCAPE '\\' OR ${inNotes})`;
    });
}
