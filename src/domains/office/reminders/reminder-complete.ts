import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { changedReminder, reminderView, requireReminder } from "./reminder.ts";
import { completeReminder } from "./reminder-store.ts";

/** A reminder is done with. @throws NOT_FOUND */
export const reminderComplete = defineWrite({
  name: "reminder.complete",
  title: "Complete a reminder",
  description: "Marks a reminder as done: it stands in no list of what is still to do any more.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ id: z.string().min(1).max(60).describe("rmd_…") }),
  output: z.object({ reminder: reminderView }),
  example: { id: "rmd_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ reminder }) => `Done: ${reminder.content}`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ id }, ctx) {
    const row = await requireReminder(id, ctx);
    return {
      facts: { id },
      versions: { [id]: row.version },
      data: row.completedAt === null ? completeReminder(row, ctx.now) : [],
      result: { id },
    };
  },
  apply: (statements) => statements,
  answer: changedReminder,
});
