import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { todayOf } from "./invoice.ts";
import { invoicesThat } from "./invoice-store.ts";
import { isReminderDue } from "./reminding.ts";

/** How many overdue invoices are looked at, the longest overdue first. */
const most = 200;

/** Which invoices somebody is to be reminded of now, for the rounds. */
export const invoiceRemindDue = defineRead({
  name: "invoice.remind_due",
  title: "What to remind of",
  description: "For the rounds: invoices of which a reminder is due.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({}),
  output: z.object({ ids: z.array(z.string()) }),
  summary: ({ ids }) => `${ids.length} due`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_given, ctx) {
    const today = todayOf(ctx);
    const rows = await invoicesThat(ctx.db, { status: "overdue", today, limit: most });
    return { ids: rows.filter((row) => isReminderDue(row, today, ctx.settings)).map(({ id }) => id) };
  },
});
