import * as z from "zod";
import { usualTaxes } from "#domains/money/amounts/money-input.ts";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";
import { DeskError } from "#src/errors.ts";
import { draftOf } from "./draft.ts";
import { requireInvoice } from "./invoice.ts";
import {
  invoiceFields,
  linesOfTicket,
  moneyFrom,
  moneyOf,
  scheduleFrom,
  ticketIdOf,
} from "./invoice-input.ts";
import { type InvoiceRow, insertInvoice, invoiceOfTicket } from "./invoice-store.ts";
import { invoiceView, wholeInvoice } from "./invoice-view.ts";

const input = z.strictObject({
  customer_identifier: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe("Whom it is for; the ticket's customer when left out."),
  ticket_id: z
    .string()
    .max(60)
    .optional()
    .describe("The work it is for; its line items when no lines are said."),
  ...invoiceFields,
});

/** What making an invoice asks of the other parts of the desk. */
export const makingUses = [
  "contact.identify",
  "ticket.locate",
  "ticket.numbers",
  "ticket.whose",
  "line_item.look_up",
  "service.named",
];

/** Writes an invoice as a draft: nobody is told, and it has no number yet. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR */
export const invoiceCreate = defineWrite({
  name: "invoice.create",
  title: "Write an invoice",
  description:
    "Writes an invoice as a draft: of a ticket's line items, or of lines that are said. It reaches nobody and has no number before invoice_send. A ticket has one invoice: asked again, that one is answered.",
  scopes: ["office:write"],
  uses: makingUses,
  input,
  output: z.object({ invoice: invoiceView, created: z.boolean() }),
  example: {
    customer_identifier: "Smith Dental",
    lines: [{ description: "Exterior windows", price_minor: 24000 }],
  },
  summary: ({ invoice, created }) =>
    `${created ? "Draft" : "Already there"}: ${invoice.total_amount} for ${invoice.customer.name ?? "a customer"} (${invoice.number ?? invoice.id}).`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const { row, isNew } = await planInvoice(given, ctx);
    if (!isNew) return { facts: {}, data: [], result: { id: row.id, created: false } };
    return {
      facts: { total: row.total, currency: row.currency, customer: row.contactId },
      data: insertInvoice(row),
      result: { id: row.id, created: true },
      events: [{ type: "invoice.changed", subject: row.id }],
    };
  },
  apply: (statements) => statements,
  async answer({ id, created }: { id: string; created: boolean }, ctx: OperationContext) {
    return { invoice: await wholeInvoice(await requireInvoice(id, ctx), ctx), created };
  },
});

/** A draft that is to be written, or the invoice that the ticket has already. */
export async function planInvoice(
  given: z.infer<typeof input>,
  ctx: OperationContext,
): Promise<{ row: InvoiceRow; isNew: boolean }> {
  const ticketId = given.ticket_id === undefined ? null : await ticketIdOf(given.ticket_id, ctx);
  const known = ticketId === null ? undefined : await invoiceOfTicket(ctx.db, ticketId);
  if (known) return { row: known, isNew: false };
  const contactId = await contactFor(given.customer_identifier, ticketId, ctx);
  const fromTicket =
    given.lines === undefined && ticketId !== null
      ? await linesOfTicket(ticketId, usualTaxes(ctx), ctx)
      : undefined;
  if (!fromTicket && given.lines === undefined)
    throw new DeskError("VALIDATION_ERROR", "An invoice needs something that is charged.", {
      fields: { lines: ["Say lines, or a ticket_id with line items."] },
    });
  const money = fromTicket
    ? moneyOf(fromTicket.lines, given, fromTicket.currency, ctx)
    : await moneyFrom(given, ctx.settings.get("business.currency"), ctx);
  const dueDays = given.due_days ?? ctx.settings.get("money.due_days");
  const schedule = scheduleFrom(given, money.total, dueDays);
  return {
    row: draftOf(
      { contactId, ticketId, money, dueDays, schedule, notes: given.notes, wordsOf: wordsRead(ctx) },
      ctx,
    ),
    isNew: true,
  };
}

/** Whom it is for. @throws DeskError NOT_FOUND, CONFLICT, VALIDATION_ERROR */
async function contactFor(
  given: string | undefined,
  ticketId: string | null,
  ctx: OperationContext,
): Promise<string> {
  if (given !== undefined) return (await oneCustomer(given, "customer_identifier", ctx)).id;
  const { contactId } =
    ticketId === null
      ? { contactId: null }
      : await ctx.use<{ contactId: string | null }>("ticket.whose", { id: ticketId });
  if (contactId !== null) return contactId;
  throw new DeskError("VALIDATION_ERROR", "Nobody is said whom it is for.", {
    fields: { customer_identifier: ["A name, number, email or id."] },
  });
}
