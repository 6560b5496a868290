import * as z from "zod";
import { sumsView, viewSums } from "#domains/money/amounts/money-view.ts";
import { customerOf, viewCustomerOf } from "#domains/money/invoices/invoice-view.ts";
import { customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { wordsKept } from "#operation/words-read.ts";
import { datesOf } from "#platform/recurrence.ts";
import { dateAfter, spokenDate } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type RecurringRow, recurringById } from "./recurring-store.ts";

export const recurringView = z.object({
  id: z.string().describe("rin_…"),
  customer: customerOf,
  repeat: z.string().describe("RFC 5545 rule."),
  next_on: z.string().nullable(),
  next: z.string().nullable().describe("As people say it."),
  until: z.string().nullable(),
  sends: z.boolean().describe("True: each goes out by itself; else it waits as a draft."),
  due_days: z.int(),
  ended: z.boolean(),
  ...sumsView,
  words_of: z.array(z.string()).optional(),
});

export type RecurringView = z.infer<typeof recurringView>;

/** How far ahead the next date is looked for, in days: eleven years. */
const farthest = 4018;

/** The first date of a rule after a day; null where there is none. */
export async function nextOf(
  rule: string,
  { from, after, until }: { from: string; after: string; until: string | null },
): Promise<string | null> {
  const last = dateAfter(after, farthest);
  const end = until !== null && until < last ? until : last;
  const byMonth = /^FREQ=MONTHLY(?:;INTERVAL=(\d{1,3}))?$/.exec(rule);
  if (byMonth && Number(from.slice(8)) > 28) return inMonths(from, Number(byMonth[1] ?? 1), { after, end });
  const [next] = await datesOf(rule, { first: from, after, until: end });
  return next ?? null;
}

/** From a day that not every month has: on the last day of those that have it not, rather than in none of them. */
function inMonths(from: string, step: number, { after, end }: { after: string; end: string }): string | null {
  const [year = 0, month = 0, day = 0] = from.split("-").map(Number);
  for (let n = 0; ; n += step) {
    const lastDay = new Date(Date.UTC(year, month + n, 0)).getUTCDate();
    const date = new Date(Date.UTC(year, month - 1 + n, Math.min(day, lastDay))).toISOString().slice(0, 10);
    if (date > end) return null;
    if (date > after) return date;
  }
}

export async function viewRecurring(row: RecurringRow, ctx: OperationContext): Promise<RecurringView> {
  return {
    id: row.id,
    customer: viewCustomerOf(row.contactId, await customerBy(row.contactId, ctx)),
    repeat: row.rule,
    next_on: row.endedAt === null ? row.nextOn : null,
    next: row.endedAt === null && row.nextOn !== null ? spokenDate(row.nextOn) : null,
    until: row.untilDate,
    sends: row.sends,
    due_days: row.dueDays,
    ended: row.endedAt !== null,
    ...viewSums(row),
    ...wordsKept(row.wordsOf),
  };
}

export async function changedRecurring({ id }: { id: string }, ctx: OperationContext) {
  return { recurring_invoice: await viewRecurring(await requireRecurring(id, ctx), ctx) };
}

export async function requireRecurring(id: string, ctx: OperationContext): Promise<RecurringRow> {
  const row = await recurringById(ctx.db, id);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such recurring invoice.", {
    next: "See crm_query type recurring_invoices.",
  });
}
