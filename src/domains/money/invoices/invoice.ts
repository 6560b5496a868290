import { partOf } from "#domains/money/amounts/sums.ts";
import type { OperationContext } from "#operation/operation.ts";
import { plainText } from "#platform/plain-text.ts";
import { dateAfter, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type InvoiceRow, invoiceById, invoiceByNumber } from "./invoice-store.ts";

export const invoiceStatuses = [
  "draft",
  "sent",
  "processing",
  "partially_paid",
  "paid",
  "overdue",
  "voiding",
  "void",
  "refunded",
] as const;

export type InvoiceStatus = (typeof invoiceStatuses)[number];

/** A part of an invoice with a day of its own. */
export interface Part {
  label: string;
  amount: number;
  /** Days after it is sent, and the day itself once it is. */
  afterDays: number;
  dueOn: string | null;
}

/** What is still owed. Giving money back does not make it owed again. */
export function owedOf({ total, credited, paid }: Pick<InvoiceRow, "total" | "credited" | "paid">): number {
  return total - credited - paid;
}

/** What an invoice is today, by the calendar of the business. */
export function statusOf(row: InvoiceRow, today: string): InvoiceStatus {
  if (row.state === "draft" || row.state === "void" || row.state === "voiding") return row.state;
  const owed = owedOf(row);
  if (row.paid > 0 && row.refunded >= row.paid) return "refunded";
  if (owed <= 0) return "paid";
  if (row.processing >= owed) return "processing";
  if (row.dueOn !== null && row.dueOn < today) return "overdue";
  return row.paid > 0 ? "partially_paid" : "sent";
}

/** What people say: `INV-1000`; a draft has none yet. */
export function spokenInvoice({ number }: Pick<InvoiceRow, "number">): string | null {
  return number === null ? null : `INV-${number}`;
}

/** The invoice that is meant, by its id or its number. @throws DeskError NOT_FOUND */
export async function requireInvoice(name: string, ctx: OperationContext): Promise<InvoiceRow> {
  const number = /^(?:INV[- ]?)?(\d{4,9})$/i.exec(plainText(name).trim())?.[1];
  const row =
    number === undefined
      ? await invoiceById(ctx.db, name.trim())
      : await invoiceByNumber(ctx.db, Number(number));
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such invoice.", {
    next: "See crm_query type invoices.",
  });
}

export function partsOf({ schedule }: Pick<InvoiceRow, "schedule">): Part[] {
  return JSON.parse(schedule) as Part[];
}

/** What is to be paid next, and by when: the first part that is not covered, or all that is owed. */
export function nextPart(row: InvoiceRow): Part | undefined {
  const owed = owedOf(row);
  if (owed <= 0) return undefined;
  let covered = row.paid + row.credited;
  for (const part of partsOf(row)) {
    const open = part.amount - Math.max(0, Math.min(covered, part.amount));
    covered -= part.amount;
    if (open > 0) return { ...part, amount: Math.min(open, owed) };
  }
  return { label: "Everything", amount: owed, afterDays: row.dueDays, dueOn: row.dueOn };
}

/** The day on which something is due next; the last one where nothing is. */
export function nextDueOn(row: InvoiceRow): string | null {
  return nextPart(row)?.dueOn ?? row.dueOn;
}

/** A part as a caller says it. */
export interface PartGiven {
  label: string;
  of: { percent: number } | { amount: number };
  /** Days after it is sent. */
  afterDays: number;
}

/** The parts of a total; what they leave is one more. @throws DeskError VALIDATION_ERROR where they are more than it */
export function scheduleOf(total: number, given: readonly PartGiven[], dueDays: number): Part[] {
  if (given.length === 0) return [];
  let left = total;
  const parts = given.map(({ label, of, afterDays }): Part => {
    const amount = partOf(total, of);
    left -= amount;
    return { label, amount, afterDays, dueOn: null };
  });
  if (left < 0)
    throw new DeskError("VALIDATION_ERROR", "The parts are more than the invoice.", {
      fields: { schedule: ["Let them come to the total or less."] },
    });
  const rest = { label: theRest, amount: left, afterDays: dueDays, dueOn: null };
  return inOrder(left === 0 ? parts : [...parts, rest]);
}

/** What the parts that somebody named leave. */
const theRest = "The rest";

/** Parts by their days: what is due first is paid first. */
function inOrder(parts: readonly Part[]): Part[] {
  return parts.toSorted((a, b) => a.afterDays - b.afterDays);
}

/** The parts with their days, for an invoice that is sent on a day; the rest is due when the whole would be. */
export function datedFrom(parts: readonly Part[], sentOn: string, dueDays: number): Part[] {
  const timed = parts.map((part) => (part.label === theRest ? { ...part, afterDays: dueDays } : part));
  return inOrder(timed).map((part) => ({ ...part, dueOn: dateAfter(sentOn, part.afterDays) }));
}

export function todayOf({ settings, now }: Pick<OperationContext, "settings" | "now">): string {
  return localMoment(settings.get("business.zone"), now).date;
}
