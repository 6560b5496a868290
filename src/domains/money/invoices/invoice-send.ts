import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { asksForMoney, tellingLately } from "#domains/money/amounts/asks-for-money.ts";
import { foreseeText } from "#domains/money/amounts/foresee-text.ts";
import { payLink } from "#domains/money/amounts/money-link.ts";
import { paymentProviders } from "#domains/money/payments/provider.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { requireInvoice, spokenInvoice, statusOf, todayOf } from "./invoice.ts";
import { makingUses, planInvoice } from "./invoice-create.ts";
import { type InvoiceRow, invoiceById } from "./invoice-store.ts";
import { sendingOf, writeInvoice } from "./sending.ts";
import { reachableNow, sendBy, type Way } from "./ways.ts";

const input = z.strictObject({
  ticket_id: z.string().max(60).optional().describe("Of this ticket's line items; or say invoice_id."),
  invoice_id: z.string().max(60).optional().describe("inv_… or INV-1000."),
  include_payment_link: z.boolean().default(true).describe("Let them pay online."),
  notes: z.string().trim().max(1000).transform(maskCards).optional().describe("For the customer."),
  due_days: z.int().min(0).max(365).optional().describe("Days until it is due."),
  send_by: sendBy.default("auto").describe("auto: by text, else email; draft: send nothing."),
});

type Input = z.infer<typeof input>;

interface Result {
  id: string;
  ways: Way[];
  why: string | null;
  isSent: boolean;
  /** True where it cannot be paid online as was asked, and was kept as a draft. */
  isUnpayable: boolean;
  hint: string | null;
}

/**
 * Sends an invoice: of a ticket's line items, or one that is written already. A ticket is invoiced once: asked again, the
 * same one is answered. @throws NOT_FOUND, VALIDATION_ERROR, NOT_CONFIGURED with the invoice kept
 */
export const invoiceSend = defineWrite({
  name: "invoice.send",
  title: "Send an invoice",
  description:
    "Sends an invoice for a ticket's line items, or one that is written (invoice_id), with a link to pay. Needs reasoning. Without payments set up it answers NOT_CONFIGURED and keeps the draft: then set include_payment_link false.",
  scopes: ["office:write"],
  uses: [...makingUses, "contact.number_age", "mail.reach", "message.foresee"],
  input,
  output: z.object({
    invoice_id: z.string(),
    invoice_number: z.string().nullable(),
    payment_link: z.string().nullable(),
    total_amount: z.string(),
    total_minor: z.int(),
    currency: z.string(),
    status: z.string(),
    due_on: z.string().nullable(),
    sent_by: z.array(z.object({ way: z.enum(["text", "email"]), to: z.string() })),
    why: z.string().nullable().describe("Why nobody is told, where nobody is."),
    hint: z.string().nullable(),
  }),
  example: { ticket_id: "TKT-1000" },
  summary: ({ invoice_number, total_amount, status, sent_by }) =>
    `${invoice_number ?? "Draft"}: ${total_amount}, ${status}${sent_by.length === 0 ? "" : `, by ${sent_by.map(({ way }) => way).join(" and ")}`}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  permission: asksForMoney("Sending an invoice", "An invoice goes to a customer."),
  keepsWords: true,
  plan,
  apply: (statements) => statements,
  answer,
});

async function plan(given: Input, ctx: OperationContext): Promise<Plan<Statement[], Result>> {
  const made = await invoiceFor(given, ctx);
  const { row } = made;
  if (row.state !== "draft") return told(row, "It was sent already.", ctx);
  const customer = await customerBy(row.contactId, ctx);
  const { ways, why } = await reachableNow(customer, given.send_by, ctx);
  const isUnpayable = given.include_payment_link && ctx.service(paymentProviders).current === undefined;
  const isKept = given.send_by === "draft" || isUnpayable;
  const sending = sendingOf(row, { dueDays: given.due_days, paysOnline: given.include_payment_link }, ctx);
  if (!isKept) await foreseeText(ways, ctx);
  const lately = isKept ? { sentLately: 0, guards: [] } : await tellingLately(ctx);
  const more = given.notes ? { notes: given.notes } : {};
  const dueDays = given.due_days ?? row.dueDays;
  const changes = isKept ? { ...more, dueDays } : { ...more, ...sending };
  return {
    facts: { total: row.total, currency: row.currency, customer: row.contactId, isKept },
    measures: { sentLately: lately.sentLately },
    card: async () => [
      { label: "Invoice", value: writtenMoney(row.total, row.currency) },
      {
        label: "To",
        value: [customer?.name, customer?.phones[0], customer?.email].filter(Boolean).join(", "),
      },
      { label: "Sent by", value: ways.map(({ way }) => way).join(" and ") || "nothing" },
      ...(given.notes ? [{ label: "Notes", quote: given.notes }] : []),
    ],
    data: [...lately.guards, ...writeInvoice(made, changes, ctx.now)],
    result: {
      ...{ id: row.id, isSent: !isKept, isUnpayable, hint: null },
      ...{ ways: isKept ? [] : ways, why: given.send_by === "draft" ? "It is kept as a draft." : why },
    },
    events: [
      { type: "invoice.changed", subject: row.id },
      ...(isKept ? [] : ways.map(({ way }) => ({ type: `invoice.sent_by_${way}`, subject: row.id }))),
    ],
  };
}

/** The one that is meant, or a draft that is written with it. */
async function invoiceFor({ ticket_id, invoice_id }: Input, ctx: OperationContext) {
  if (ticket_id !== undefined && invoice_id === undefined) return await planInvoice({ ticket_id }, ctx);
  if (ticket_id === undefined && invoice_id !== undefined)
    return { row: await requireInvoice(invoice_id, ctx), isNew: false };
  throw new DeskError("VALIDATION_ERROR", "Say which invoice: ticket_id or invoice_id.", {
    fields: { ticket_id: ["The ticket to invoice, or say invoice_id."] },
  });
}

function told(row: InvoiceRow, why: string, ctx: OperationContext): Plan<Statement[], Result> {
  const status = statusOf(row, todayOf(ctx));
  const hint = `It is ${status.replaceAll("_", " ")}. To tell the customer again, use invoice_remind.`;
  return {
    facts: { total: row.total, customer: row.contactId },
    data: [],
    result: { id: row.id, ways: [], why, isSent: false, isUnpayable: false, hint },
  };
}

async function answer({ id, ways, why, isUnpayable, hint }: Result, ctx: OperationContext) {
  const row = await invoiceById(ctx.db, id);
  if (!row) throw new TypeError("an invoice that was written is gone");
  if (isUnpayable)
    throw new DeskError("NOT_CONFIGURED", "No payments are set up here, so there is no payment link.", {
      refs: { invoice_id: id },
      next: "The invoice is kept as a draft. The owner sets payments up on /settings/payments; or send it with include_payment_link false.",
    });
  return {
    invoice_id: id,
    invoice_number: spokenInvoice(row),
    payment_link: row.state === "sent" && row.paysOnline ? payLink(row.token, ctx) : null,
    total_amount: writtenMoney(row.total, row.currency),
    total_minor: row.total,
    currency: row.currency,
    status: statusOf(row, todayOf(ctx)),
    due_on: row.dueOn,
    sent_by: ways.map(({ way, to }) => ({ way, to })),
    why: ways.length === 0 ? why : null,
    hint,
  };
}
