import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { requireBound } from "#platform/read-time.ts";
import { counted } from "#platform/words.ts";
import { reminderView, requireReminder, viewReminders } from "./reminder.ts";
import { type ReminderRow, remindersThat } from "./reminder-store.ts";

/** Reminders by when they are due, those that are done only where the filter says so. @throws NOT_FOUND */
export const reminderQuery = defineRead({
  name: "reminder.query",
  title: "Query reminders",
  description:
    "What people here want to be reminded of, by when it is due; what is done only with the filter.",
  scopes: ["office:read"],
  uses: ["contact.identify", "ticket.numbers"],
  input: queryInput(
    {
      status: z.enum(["open", "done", "any"]).default("open"),
      customer_id: z.string().max(60).optional(),
      assignee: z.string().max(120).optional(),
      until: z.string().max(40).optional().describe("Due before then; ISO 8601."),
    },
    ["customer"],
  ),
  output: queryOutput(reminderView),
  example: { filters: { status: "open" } },
  summary: ({ items }) => `${counted(items.length, "reminder")}.`,
  untrustedPeers: ({ items }) => items.flatMap(({ words_of = [] }) => words_of),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    if (asked.id !== undefined)
      return {
        items: await viewReminders([await requireReminder(asked.id, ctx)], ctx),
        ...{ truncated: false, next_cursor: null },
      };
    const { status = "open", customer_id, assignee, until } = asked.filters ?? {};
    const zone = ctx.settings.get("business.zone");
    const found = await remindersThat(ctx.db, {
      isDone: status === "any" ? undefined : status === "done",
      ...{ contactId: customer_id, assignee, words: wordsOf(asked) },
      until: until === undefined ? undefined : requireBound(until, zone, "filters.until"),
      after: asked.cursor === undefined ? undefined : decodeCursor(asked.cursor),
      limit: asked.limit + 1,
    });
    const { rows, truncated, nextCursor } = pageOf(
      found,
      asked.limit,
      (row): ReminderRow => row,
      ({ dueAt, id }) => ({ at: dueAt, id }),
    );
    return { items: await viewReminders(rows, ctx), truncated, next_cursor: nextCursor };
  },
});
