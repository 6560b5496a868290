import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";
import { DeskError } from "#src/errors.ts";
import { changedLead, followUpDate, inDays, leadFields, leadView, phonesFrom, requireLead } from "./lead.ts";
import { changeLead } from "./lead-store.ts";

/** Changes what is known of a lead, and how far one is with it. @throws NOT_FOUND, VALIDATION_ERROR, CONFLICT */
export const leadUpdate = defineWrite({
  name: "lead.update",
  title: "Change a lead",
  description:
    "Changes what is known of a lead, its status (new, contacted, quoted), and when to be in touch again.",
  scopes: ["office:write"],
  uses: ["contact.identify", "reminder.create"],
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("lead_…"),
    status: z.enum(["new", "contacted", "quoted"]).optional(),
    ...leadFields,
    follow_up: followUpDate.optional(),
  }),
  output: z.object({ lead: leadView }),
  example: { id: "lead_01m7z9y4c0fc3k36ha5sw1et20", status: "contacted" },
  summary: ({ lead }) => `${lead.name ?? lead.id} is ${lead.status}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan({ id, status, phones, follow_up, ...fields }, ctx) {
    const row = await requireLead(id, ctx);
    if (row.status === "converted" || (row.status === "archived" && status === undefined))
      throw new DeskError("CONFLICT", `It is ${row.status}.`, {
        next:
          row.status === "converted" ? "Change the contact instead." : "Say a status to take it up again.",
      });
    const reminder =
      follow_up === undefined
        ? undefined
        : await ctx.use<{ id: string; dueAt: number }>("reminder.create", {
            content: `Get in touch with ${fields.name ?? row.name ?? "a lead"} (${row.id})`,
            due_date: inDays(follow_up),
          });
    const said = Object.fromEntries(
      Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, value || null]),
    );
    return {
      facts: { lead: id },
      data: changeLead(
        row,
        {
          ...said,
          wordsOf: wordsRead(ctx) ?? row.wordsOf,
          ...(phones === undefined ? {} : { phones: JSON.stringify(phonesFrom(phones, ctx)) }),
          ...(status === undefined ? {} : { status, archivedFor: null }),
          ...(reminder === undefined ? {} : { followUpAt: reminder.dueAt, reminderId: reminder.id }),
        },
        ctx.now,
      ),
      result: { id },
      events: [{ type: "lead.changed", subject: id }],
    };
  },
  apply: (statements) => statements,
  answer: changedLead,
});
