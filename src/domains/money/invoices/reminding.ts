import type { OperationContext } from "#operation/operation.ts";
import { dateAfter, localMoment } from "#platform/zone.ts";
import { owedOf, statusOf } from "./invoice.ts";
import type { InvoiceRow } from "./invoice-store.ts";

/** Whether a customer is to be reminded of an invoice by now: a day of the owner's list has come, and was not used. */
export function isReminderDue(
  row: InvoiceRow,
  today: string,
  settings: OperationContext["settings"],
): boolean {
  if (row.remindersPaused || settings.get("money.reminders") === "off") return false;
  if (statusOf(row, today) !== "overdue" || row.dueOn === null || owedOf(row) <= row.processing) return false;
  const { dueOn } = row;
  const passed = settings
    .get("money.reminder_days")
    .map((days) => dateAfter(dueOn, days))
    .filter((date) => date <= today);
  const last = passed.toSorted().at(-1);
  if (last === undefined) return false;
  return row.remindedAt === null || localMoment(settings.get("business.zone"), row.remindedAt).date < last;
}
