import * as z from "zod";
import { lineInput, linesFrom, partIn, partInput } from "#domains/money/amounts/money-input.ts";
import { keptOf } from "#domains/money/amounts/money-view.ts";
import type { MoneyLine } from "#domains/money/amounts/sums.ts";
import type { OperationContext } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { DeskError } from "#src/errors.ts";
import { type Part, scheduleOf } from "./invoice.ts";

/** What an invoice says beside whose it is. */
export const invoiceFields = {
  lines: z.array(lineInput).min(1).max(100).optional().describe("What is charged."),
  discount: partInput.optional().describe("Off everything."),
  due_days: z.int().min(0).max(365).optional().describe("Days after it is sent."),
  deposit: partInput.optional().describe("What is paid first, when it is sent."),
  schedule: z
    .array(
      z.strictObject({
        label: z.string().trim().min(1).max(60),
        part: partInput,
        after_days: z.int().min(0).max(730).describe("Days after it is sent."),
      }),
    )
    .max(24)
    .optional()
    .describe("Parts with days of their own; what they leave is due at the end."),
  notes: z.string().trim().max(1000).transform(maskCards).optional().describe("For the customer."),
};

const fields = z.object(invoiceFields);
type Fields = z.infer<typeof fields>;

/** What is charged for a ticket, as the office tells of it. */
interface LineItem {
  description: string;
  quantity: number;
  price_minor: number;
  currency: string;
}

/** The lines of a ticket's work. @throws DeskError CONFLICT where nothing is charged for it */
export async function linesOfTicket(
  ticketId: string,
  taxes: MoneyLine["taxes"],
  ctx: OperationContext,
): Promise<{ lines: MoneyLine[]; currency: string }> {
  const { tickets } = await ctx.use<{ tickets: Record<string, { line_items: LineItem[] }> }>(
    "line_item.look_up",
    { ticketIds: [ticketId] },
  );
  const items = tickets[ticketId]?.line_items ?? [];
  const [first] = items;
  if (!first)
    throw new DeskError("CONFLICT", "Nothing is charged for this ticket yet.", {
      next: "Add what is charged with crm_update ticket add_line_item, then repeat the call.",
    });
  if (items.some(({ currency }) => currency !== first.currency))
    throw new DeskError("CONFLICT", "What is charged is in several currencies.", {
      next: "An invoice has one currency: write one for each with invoice_create.",
    });
  return {
    currency: first.currency,
    lines: items.map(({ description, quantity, price_minor }) => ({
      ...{ description, quantity: quantity * 1000, price: price_minor, taxes },
    })),
  };
}

/** Which ticket is meant. @throws DeskError NOT_FOUND */
export async function ticketIdOf(name: string, ctx: OperationContext): Promise<string> {
  const { id } = await ctx.use<{ id: string | null }>("ticket.locate", { name });
  if (id !== null) return id;
  throw new DeskError("NOT_FOUND", "There is no such ticket.", { next: "See crm_query type tickets." });
}

/** The money of an invoice from what a caller said of it. @throws DeskError VALIDATION_ERROR */
export async function moneyFrom(
  given: Pick<Fields, "lines" | "discount">,
  currency: string,
  ctx: OperationContext,
) {
  return moneyOf(await linesFrom(given.lines ?? [], ctx), given, currency, ctx);
}

export function moneyOf(
  lines: readonly MoneyLine[],
  { discount }: Pick<Fields, "discount">,
  currency: string,
  { settings }: Pick<OperationContext, "settings">,
) {
  return notNegative(
    keptOf(lines, {
      currency,
      taxInclusive: settings.get("money.tax_inclusive"),
      discount: partIn(discount),
    }),
  );
}

/** @throws DeskError VALIDATION_ERROR for money that would be owed the other way round */
export function notNegative<Kept extends { total: number }>(kept: Kept): Kept {
  if (kept.total >= 0) return kept;
  throw new DeskError("VALIDATION_ERROR", "It comes to less than nothing.", {
    fields: { lines: ["To take something off an invoice that was sent, use invoice_credit."] },
  });
}

/** The parts that a caller said. @throws DeskError VALIDATION_ERROR */
export function scheduleFrom(
  { deposit, schedule }: Pick<Fields, "deposit" | "schedule">,
  total: number,
  dueDays: number,
): Part[] {
  const parts = [
    ...(deposit === undefined ? [] : [{ label: "Deposit", part: deposit, after_days: 0 }]),
    ...(schedule ?? []),
  ];
  return scheduleOf(
    total,
    parts.map(({ label, part, after_days }) => ({
      ...{ label, afterDays: after_days },
      of: partIn(part) ?? { amount: 0 },
    })),
    dueDays,
  );
}
