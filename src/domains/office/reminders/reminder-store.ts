import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { reminders } from "#db/schema/office.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type ReminderRow = typeof reminders.$inferSelect;

export async function reminderById(db: Reader, id: string): Promise<ReminderRow | undefined> {
  const [row] = await db.select().from(reminders).where(eq(reminders.id, id));
  return row;
}

/** Reminders by when they are due. */
export async function remindersThat(
  db: Reader,
  filter: {
    isDone: boolean | undefined;
    contactId?: string | undefined;
    ticketId?: string | undefined;
    assignee?: string | undefined;
    until?: number | undefined;
    words?: string | undefined;
    after?: { at: number; id: string } | undefined;
    limit: number;
  },
): Promise<ReminderRow[]> {
  const { isDone, contactId, ticketId, assignee, until, words, after, limit } = filter;
  const like = words === undefined ? undefined : `%${words.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return await db
    .select()
    .from(reminders)
    .where(
      and(
        isDone === undefined
          ? undefined
          : isDone
            ? isNotNull(reminders.completedAt)
            : isNull(reminders.completedAt),
        contactId === undefined ? undefined : eq(reminders.contactId, contactId),
        ticketId === undefined ? undefined : eq(reminders.ticketId, ticketId),
        assignee === undefined ? undefined : eq(reminders.assignee, assignee),
        until === undefined ? undefined : sql`${reminders.dueAt} < ${until}`,
        like === undefined ? undefined : sql`${reminders.content} LIKE ${like} ESCAPE '\\'`,
        after && sql`(${reminders.dueAt}, ${reminders.id}) > (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(asc(reminders.dueAt), asc(reminders.id))
    .limit(limit);
}

export function insertReminder(row: Omit<ReminderRow, "version">): Statement {
  return statement(builder.insert(reminders).values(row));
}

/** The unit ends where the reminder has changed meanwhile. */
export function completeReminder(
  { id, version }: Pick<ReminderRow, "id" | "version">,
  now: number,
): Statement[] {
  const same = sql`EXISTS (SELECT 1 FROM reminders WHERE id = ${id} AND version = ${version})`;
  return [
    guard("the reminder is as it was read", same),
    statement(
      builder
        .update(reminders)
        .set({ completedAt: now, version: version + 1 })
        .where(eq(reminders.id, id)),
    ),
  ];
}
