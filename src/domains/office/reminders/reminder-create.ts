import * as z from "zod";
import { readWanted } from "#domains/office/appointments/wanted.ts";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { hasWords } from "#platform/visible-text.ts";
import { instantOf, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { changedReminder, reminderView } from "./reminder.ts";
import { insertReminder } from "./reminder-store.ts";

/** When a day is said without a time: the beginning of the working day, in minutes past midnight. */
const morning = 9 * 60;

/** Something that somebody here wants to be reminded of. @throws NOT_FOUND, VALIDATION_ERROR, CONFLICT */
export const reminderCreate = defineWrite({
  name: "reminder.create",
  title: "Set a reminder",
  description:
    "Sets a reminder for the people here, such as calling a customer back in three days: it stands in crm_query type reminders from its day on. It texts nobody; a text to a customer at a later time is send_sms with scheduled_at.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.locate", "ticket.numbers"],
  input: z.strictObject({
    content: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .refine(hasWords, "It has nothing to see in it.")
      .transform(maskCards),
    due_date: z.string().min(1).max(80).describe("'YYYY-MM-DD', 'tomorrow', 'in 3 days'."),
    due_time: z.string().max(80).optional().describe("'9am', 'afternoon'; in the morning when left out."),
    customer_identifier: z.string().trim().min(1).max(200).optional(),
    ticket_id: z.string().max(60).optional(),
    assignee: z.string().trim().min(1).max(120).optional(),
  }),
  output: z.object({ reminder: reminderView }),
  example: { content: "Call Martha about the quote", due_date: "in 3 days" },
  summary: ({ reminder }) => `Reminder for ${reminder.due} (${reminder.id}).`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const customer =
      given.customer_identifier === undefined
        ? undefined
        : await oneCustomer(given.customer_identifier, "customer_identifier", ctx);
    const ticketId = given.ticket_id === undefined ? null : await ticketOf(given.ticket_id, ctx);
    const row = {
      id: ctx.newId("rmd"),
      content: given.content,
      dueAt: await dueAt(given, ctx),
      contactId: customer?.id ?? null,
      ticketId,
      assignee: given.assignee ?? null,
      wordsOf: wordsRead(ctx),
      by: ctx.principal.user,
      completedAt: null,
      createdAt: ctx.now,
    };
    return { facts: { due: row.dueAt }, data: row, result: { id: row.id, dueAt: row.dueAt } };
  },
  apply: (row) => [insertReminder(row)],
  answer: changedReminder,
});

async function dueAt(
  { due_date, due_time }: { due_date: string; due_time?: string | undefined },
  ctx: OperationContext,
): Promise<number> {
  const names = { date: "due_date", time: "due_time" };
  const wanted = await readWanted(
    { date: due_date, time: due_time },
    names,
    { minutes: 0, before: 0, after: 0 },
    ctx,
  );
  const { exact, date, from } = wanted;
  const at =
    exact && "at" in exact
      ? exact.at
      : instantOf(ctx.settings.get("business.zone"), date, exact?.minute ?? Math.max(from, morning));
  if (at > ctx.now) return at;
  // Today without a time means that it is due at once.
  if (
    due_time === undefined &&
    !exact &&
    date === localMoment(ctx.settings.get("business.zone"), ctx.now).date
  )
    return ctx.now;
  throw new DeskError("VALIDATION_ERROR", "That is over.", {
    fields: { [due_time === undefined ? "due_date" : "due_time"]: ["A time to come."] },
  });
}

async function ticketOf(name: string, ctx: OperationContext): Promise<string> {
  const { id } = await ctx.use<{ id: string | null }>("ticket.locate", { name });
  if (id !== null) return id;
  throw new DeskError("NOT_FOUND", "There is no such ticket.", { next: "See crm_query type tickets." });
}
