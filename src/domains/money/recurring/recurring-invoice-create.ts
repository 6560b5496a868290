import * as z from "zod";
import { afterReading } from "#domains/money/amounts/asks-for-money.ts";
import { lineInput, linesFrom, partInput } from "#domains/money/amounts/money-input.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { moneyOf } from "#domains/money/invoices/invoice-input.ts";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { writtenMoney } from "#platform/money.ts";
import { readRecurrence } from "#platform/recurrence.ts";
import { spokenRule } from "#platform/recurrence-rule.ts";
import { readSpokenDate } from "#platform/spoken-date.ts";
import { dateAfter, spokenDate } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { changedRecurring, nextOf, recurringView } from "./recurring.ts";
import { insertRecurring } from "./recurring-store.ts";

/** An invoice that comes again. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR */
export const recurringInvoiceCreate = defineWrite({
  name: "recurring_invoice.create",
  title: "Invoice again and again",
  description:
    "Writes an invoice for a customer on each date of a rule: weekly, monthly, every 3 months. Each waits as a draft unless sends is true. Needs reasoning.",
  scopes: ["office:write"],
  uses: ["contact.identify", "service.named"],
  input: z.strictObject({
    customer_identifier: z.string().trim().min(1).max(200),
    lines: z.array(lineInput).min(1).max(100),
    discount: partInput.optional(),
    repeat: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .describe("weekly, monthly, every 3 months, or an RFC 5545 rule."),
    from_date: z.string().max(80).default("today").describe("The first one's day."),
    until_date: z.string().max(80).optional(),
    due_days: z.int().min(0).max(365).optional(),
    notes: z.string().trim().max(1000).transform(maskCards).optional(),
    sends: z.boolean().default(false).describe("True: each goes out by itself."),
  }),
  output: z.object({ recurring_invoice: recurringView }),
  example: {
    customer_identifier: "Smith Dental",
    lines: [{ description: "Exterior windows", price_minor: 24000 }],
    repeat: "monthly",
  },
  summary: ({ recurring_invoice: each }) =>
    `${each.total_amount}, ${spokenRule(each.repeat)}, next ${each.next ?? "never"} (${each.id}).`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  permission: {
    rule: "Invoices that come again need a reason; those that go out by themselves, and any after a customer’s words were read, need a person.",
    levels: ["soft_limit", "requires_authorization"],
    levelOf: (asked) =>
      (asked.input as { sends?: boolean }).sends
        ? { level: "requires_authorization", reason: "Invoices will go out by themselves, again and again." }
        : afterReading(asked, "Invoices will be written again and again."),
  },
  keepsWords: true,
  async plan(given, ctx) {
    const customer = await oneCustomer(given.customer_identifier, "customer_identifier", ctx);
    const lines = await linesFrom(given.lines, ctx);
    const {
      currency,
      taxInclusive,
      discount,
      lines: kept,
      total,
    } = moneyOf(lines, given, ctx.settings.get("business.currency"), ctx);
    const today = todayOf(ctx);
    const from = await dayIn(given.from_date, "from_date", today, ctx);
    const rule = await readRecurrence(given.repeat);
    const until =
      given.until_date === undefined ? null : await dayIn(given.until_date, "until_date", today, ctx);
    const [, since = from] = [from, today].sort();
    const nextOn = await nextOf(rule, { from, after: dateAfter(since, -1), until });
    if (nextOn === null)
      throw new DeskError("VALIDATION_ERROR", "It never comes.", {
        fields: { until_date: ["A later day."] },
      });
    const id = ctx.newId("rin");
    return {
      facts: { customer: customer.id, total, currency, rule, sends: given.sends },
      card: async () => [
        { label: "To", value: customer.name ?? "a customer without a name" },
        { label: "Each over", value: writtenMoney(total, currency) },
        { label: "For", value: lines.map(({ description }) => description).join("; ") },
        { label: "How often", value: given.repeat },
        { label: "First on", value: spokenDate(nextOn) },
        ...(until === null ? [] : [{ label: "Until", value: spokenDate(until) }]),
        { label: "Sent", value: given.sends ? "by itself, each time" : "by a person, each time" },
      ],
      data: insertRecurring({
        ...{ id, contactId: customer.id, rule, fromDate: from, untilDate: until, nextOn },
        ...{ currency, taxInclusive, lines: kept, discount, notes: given.notes || null },
        dueDays: given.due_days ?? ctx.settings.get("money.due_days"),
        ...{ sends: given.sends, wordsOf: wordsRead(ctx), endedAt: null, version: 1, createdAt: ctx.now },
      }),
      result: { id },
    };
  },
  apply: (row) => [row],
  answer: changedRecurring,
});

async function dayIn(
  text: string,
  argument: string,
  today: string,
  { settings }: Parameters<typeof todayOf>[0],
): Promise<string> {
  const read = await readSpokenDate(text, today, settings.get("business.region"));
  if (read) return read.date;
  throw new DeskError("VALIDATION_ERROR", "That is no day.", {
    fields: { [argument]: ["'YYYY-MM-DD', 'today', 'next Monday'."] },
  });
}
