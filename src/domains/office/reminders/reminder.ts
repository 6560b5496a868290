import * as z from "zod";
import { customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn, spoken } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type ReminderRow, reminderById } from "./reminder-store.ts";

/** A reminder as tools show it. */
export const reminderView = z.object({
  id: z.string().describe("rmd_…"),
  content: z.string(),
  due_at: z.string(),
  due: z.string().describe("As people say it."),
  overdue: z.boolean(),
  customer: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  ticket_id: z.string().nullable(),
  assignee: z.string().nullable(),
  completed_at: z.string().nullable(),
  words_of: z.array(z.string()).optional(),
});

export async function viewReminders(rows: readonly ReminderRow[], ctx: OperationContext) {
  const zone = ctx.settings.get("business.zone");
  const tickets = [...new Set(rows.flatMap(({ ticketId }) => ticketId ?? []))];
  const { numbers } = await ctx.use<{ numbers: Record<string, string> }>("ticket.numbers", { ids: tickets });
  return await Promise.all(
    rows.map(async (row): Promise<z.infer<typeof reminderView>> => {
      const customer = row.contactId === null ? undefined : await customerBy(row.contactId, ctx);
      const due = isoIn(zone, row.dueAt);
      return {
        id: row.id,
        content: row.content,
        due_at: due,
        due: spoken(due, ctx.now),
        overdue: row.completedAt === null && row.dueAt <= ctx.now,
        customer: row.contactId === null ? null : { id: row.contactId, name: customer?.name ?? null },
        ticket_id: row.ticketId === null ? null : (numbers[row.ticketId] ?? row.ticketId),
        assignee: row.assignee,
        completed_at: row.completedAt === null ? null : isoIn(zone, row.completedAt),
        ...(row.wordsOf === null ? {} : { words_of: JSON.parse(row.wordsOf) as string[] }),
      };
    }),
  );
}

/** The answer of whatever changed a reminder. */
export async function changedReminder({ id }: { id: string }, ctx: OperationContext) {
  const [reminder] = await viewReminders([await requireReminder(id, ctx)], ctx);
  if (!reminder) throw new TypeError("a reminder has no view");
  return { reminder };
}

export async function requireReminder(id: string, ctx: OperationContext): Promise<ReminderRow> {
  const row = await reminderById(ctx.db, id);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such reminder.", { next: "See crm_query type reminders." });
}
