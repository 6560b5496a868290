import * as z from "zod";
import { afterReading } from "#domains/money/amounts/asks-for-money.ts";
import { linesFrom } from "#domains/money/amounts/money-input.ts";
import { keptOf, readDiscount, readLines } from "#domains/money/amounts/money-view.ts";
import { defineWrite } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";
import { DeskError } from "#src/errors.ts";
import { changedInvoice } from "./changed-invoice.ts";
import { partsOf, requireInvoice } from "./invoice.ts";
import { invoiceFields, moneyOf, notNegative, scheduleFrom } from "./invoice-input.ts";
import { changeInvoice, type InvoiceRow } from "./invoice-store.ts";
import { invoiceView } from "./invoice-view.ts";

const input = z.strictObject({
  invoice: z.string().min(1).max(60).describe("inv_… or INV-1000."),
  ...invoiceFields,
  reminders_paused: z.boolean().optional().describe("True: nobody is reminded of this one."),
});

/**
 * Changes a draft. Of an invoice that was sent only its notes and whether it is reminded of can be changed: what it
 * says of money is what the customer has. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR
 */
export const invoiceUpdate = defineWrite({
  name: "invoice.update",
  title: "Change an invoice",
  description:
    "Changes a draft: its lines, discount, days and parts. Of one that was sent only notes and reminders_paused can be changed; take something off it with invoice_credit.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.numbers", "service.named"],
  input,
  output: z.object({ invoice: invoiceView }),
  example: { invoice: "INV-1000", reminders_paused: true },
  summary: ({ invoice }) => `${invoice.number ?? "Draft"}: ${invoice.total_amount}, ${invoice.status}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  permission: {
    rule: "Changing what stands on an invoice that was sent needs a reason; after a customer’s words were read it needs a person.",
    levels: ["unrestricted", "soft_limit", "requires_authorization"],
    levelOf: (asked) =>
      asked.facts["isSeen"] === true
        ? afterReading(asked, "What a customer reads of their invoice changes.")
        : { level: "unrestricted" },
  },
  keepsWords: true,
  async plan(given, ctx) {
    const row = await requireInvoice(given.invoice, ctx);
    const { notes, reminders_paused } = given;
    const isMoney = [given.lines, given.discount, given.due_days, given.deposit, given.schedule].some(
      (each) => each !== undefined,
    );
    if (isMoney && row.state !== "draft")
      throw new DeskError("CONFLICT", "It was sent: what it says of money stays as the customer has it.", {
        next: "Take something off with invoice_credit, or void it and write another.",
      });
    const changes = {
      wordsOf: wordsRead(ctx) ?? row.wordsOf,
      ...(isMoney ? await moneyChanges(row, given, ctx) : {}),
      ...(notes === undefined ? {} : { notes: notes || null }),
      ...(reminders_paused === undefined ? {} : { remindersPaused: reminders_paused }),
    };
    return {
      facts: { invoice: row.id, isSeen: notes !== undefined && row.state !== "draft" },
      data: changeInvoice(row, changes, ctx.now),
      result: { id: row.id },
      events: [{ type: "invoice.changed", subject: row.id }],
    };
  },
  apply: (statements) => statements,
  answer: changedInvoice,
});

type Ctx = Parameters<typeof linesFrom>[1];

async function moneyChanges(row: InvoiceRow, given: z.infer<typeof input>, ctx: Ctx) {
  const lines = given.lines === undefined ? readLines(row) : await linesFrom(given.lines, ctx);
  const money = notNegative(
    given.discount === undefined
      ? keptOf(lines, { ...row, discount: readDiscount(row) })
      : moneyOf(lines, given, row.currency, ctx),
  );
  const dueDays = given.due_days ?? row.dueDays;
  const isParted = given.deposit !== undefined || given.schedule !== undefined;
  if (!isParted && money.total !== row.total && partsOf(row).length > 0)
    throw new DeskError("VALIDATION_ERROR", "It comes to something else, and its parts to what it was.", {
      fields: { schedule: ["Say the parts again; [] for none."] },
    });
  const schedule = isParted ? { schedule: JSON.stringify(scheduleFrom(given, money.total, dueDays)) } : {};
  return { ...money, dueDays, ...schedule };
}
