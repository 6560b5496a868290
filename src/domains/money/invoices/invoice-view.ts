import * as z from "zod";
import { payLink } from "#domains/money/amounts/money-link.ts";
import { sumsView, viewSums } from "#domains/money/amounts/money-view.ts";
import { paymentView, viewPayments } from "#domains/money/payments/payment-view.ts";
import { type Customer, customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { wordsKept } from "#operation/words-read.ts";
import { writtenMoney } from "#platform/money.ts";
import { isoIn, spokenDate } from "#platform/zone.ts";
import { invoiceStatuses, nextPart, owedOf, partsOf, spokenInvoice, statusOf, todayOf } from "./invoice.ts";
import { type CreditNoteRow, creditNotesOf, type InvoiceRow } from "./invoice-store.ts";

export const customerOf = z.object({
  id: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
});

/** An invoice as tools and pages show it. */
export const invoiceView = z.object({
  id: z.string().describe("inv_…"),
  number: z.string().nullable().describe("INV-…, what people say; null for a draft."),
  status: z.enum(invoiceStatuses),
  customer: customerOf,
  ticket_id: z.string().nullable(),
  ...sumsView,
  paid: z.string(),
  paid_minor: z.int(),
  processing: z.string().nullable().describe("On its way, such as a bank debit."),
  refunded: z.string().nullable(),
  credited: z.string().nullable(),
  balance: z.string().describe("What is still owed."),
  balance_minor: z.int(),
  issued_on: z.string().nullable(),
  due_on: z.string().nullable(),
  due: z.string().nullable().describe("As people say it."),
  days_overdue: z.int().nullable(),
  next_part: z
    .object({ label: z.string(), amount: z.string(), amount_minor: z.int(), due_on: z.string().nullable() })
    .nullable(),
  schedule: z.array(z.object({ label: z.string(), amount: z.string(), due_on: z.string().nullable() })),
  payment_link: z.string().nullable(),
  notes: z.string().nullable(),
  reminders_paused: z.boolean(),
  reminders_sent: z.int(),
  created_at: z.string(),
  sent_at: z.string().nullable(),
  void_reason: z.string().nullable(),
  payments: z.array(paymentView).optional(),
  credit_notes: z
    .array(z.object({ number: z.string(), amount: z.string(), reason: z.string(), issued_on: z.string() }))
    .optional(),
  words_of: z.array(z.string()).optional(),
});

export type InvoiceView = z.infer<typeof invoiceView>;

export const invoiceIncludes = ["payments", "credit_notes"] as const;

/** Invoices in their order, with their customers, and beside them what is asked for. */
export async function viewInvoices(
  rows: readonly InvoiceRow[],
  include: readonly (typeof invoiceIncludes)[number][],
  ctx: OperationContext,
): Promise<InvoiceView[]> {
  const contactIds = [...new Set(rows.map(({ contactId }) => contactId))];
  const ticketIds = [...new Set(rows.flatMap(({ ticketId }) => ticketId ?? []))];
  const ids = rows.map(({ id }) => id);
  const [customers, { numbers }, payments, notes] = await Promise.all([
    Promise.all(contactIds.map((id) => customerBy(id, ctx))),
    ctx.use<{ numbers: Record<string, string> }>("ticket.numbers", { ids: ticketIds }),
    include.includes("payments") ? viewPayments(ids, ctx) : undefined,
    include.includes("credit_notes") ? creditNotesOf(ctx.db, ids) : undefined,
  ]);
  const known = new Map(contactIds.map((id, at) => [id, customers[at]]));
  return rows.map((row) => ({
    ...viewOne(row, known.get(row.contactId), numbers, ctx),
    ...(payments ? { payments: payments.get(row.id) ?? [] } : {}),
    ...(notes
      ? { credit_notes: notes.filter(({ invoiceId }) => invoiceId === row.id).map(viewCreditNote) }
      : {}),
  }));
}

/** One invoice with everything. */
export async function wholeInvoice(row: InvoiceRow, ctx: OperationContext): Promise<InvoiceView> {
  const [view] = await viewInvoices([row], invoiceIncludes, ctx);
  if (!view) throw new TypeError("an invoice has no view");
  return view;
}

function viewOne(
  row: InvoiceRow,
  customer: Customer | undefined,
  numbers: Record<string, string>,
  ctx: OperationContext,
): InvoiceView {
  const zone = ctx.settings.get("business.zone");
  const today = todayOf(ctx);
  const status = statusOf(row, today);
  const money = (minor: number) => writtenMoney(minor, row.currency);
  const ifAny = (minor: number) => (minor === 0 ? null : money(minor));
  const part = row.state === "void" ? undefined : nextPart(row);
  const owed = row.state === "void" ? 0 : owedOf(row);
  return {
    id: row.id,
    number: spokenInvoice(row),
    status,
    customer: viewCustomerOf(row.contactId, customer),
    ticket_id: row.ticketId === null ? null : (numbers[row.ticketId] ?? row.ticketId),
    ...viewSums(row),
    paid: money(row.paid),
    paid_minor: row.paid,
    processing: ifAny(row.processing),
    refunded: ifAny(row.refunded),
    credited: ifAny(row.credited),
    balance: money(owed),
    balance_minor: owed,
    issued_on: row.issuedOn,
    due_on: row.dueOn,
    due: row.dueOn === null ? null : spokenDate(row.dueOn),
    days_overdue: status === "overdue" && row.dueOn !== null ? daysBetween(row.dueOn, today) : null,
    next_part: part
      ? {
          ...{ label: part.label, amount: money(part.amount), amount_minor: part.amount },
          due_on: part.dueOn,
        }
      : null,
    schedule: partsOf(row).map(({ label, amount, dueOn }) => ({
      ...{ label, amount: money(amount), due_on: dueOn },
    })),
    payment_link: row.state === "sent" && row.paysOnline ? payLink(row.token, ctx) : null,
    notes: row.notes,
    reminders_paused: row.remindersPaused,
    reminders_sent: row.reminders,
    created_at: isoIn(zone, row.createdAt),
    sent_at: row.sentAt === null ? null : isoIn(zone, row.sentAt),
    void_reason: row.voidReason,
    ...wordsKept(row.wordsOf),
  };
}

export function viewCustomerOf(id: string, customer: Customer | undefined): z.infer<typeof customerOf> {
  return {
    id,
    name: customer?.name ?? null,
    phone: customer?.phones[0] ?? null,
    email: customer?.email ?? null,
  };
}

function viewCreditNote({ number, amount, currency, reason, issuedOn }: CreditNoteRow) {
  return { number: `CN-${number}`, amount: writtenMoney(amount, currency), reason, issued_on: issuedOn };
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
