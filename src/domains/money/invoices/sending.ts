import type { Statement } from "#db/statement.ts";
import type { OperationContext } from "#operation/operation.ts";
import { dateAfter } from "#platform/zone.ts";
import { datedFrom, partsOf, todayOf } from "./invoice.ts";
import { changeInvoice, type InvoiceRow, insertInvoice, numberInvoice } from "./invoice-store.ts";

/** What a draft becomes on the day on which it is sent: with days, and a number. */
export function sendingOf(
  draft: Pick<InvoiceRow, "schedule" | "dueDays">,
  { dueDays = draft.dueDays, paysOnline }: { dueDays?: number | undefined; paysOnline: boolean },
  ctx: Pick<OperationContext, "settings" | "now">,
) {
  const today = todayOf(ctx);
  const parts = datedFrom(partsOf(draft), today, dueDays);
  return {
    ...{ state: "sent" as const, issuedOn: today, dueDays, paysOnline, sentAt: ctx.now },
    ...{ dueOn: parts[0]?.dueOn ?? dateAfter(today, dueDays), schedule: JSON.stringify(parts) },
  };
}

/** Writes a draft with what becomes of it: one that is sent gets its number. */
export function writeInvoice(
  { row, isNew }: { row: InvoiceRow; isNew: boolean },
  changes: Partial<InvoiceRow>,
  now: number,
): Statement[] {
  return [
    ...(isNew ? insertInvoice({ ...row, ...changes }) : changeInvoice(row, changes, now)),
    ...(changes.state === "sent" ? [numberInvoice(row.id)] : []),
  ];
}
