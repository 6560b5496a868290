import * as z from "zod";
import { writtenMoney } from "#platform/money.ts";
import { writtenThousandths } from "./decimal.ts";
import { type Discount, type MoneyLine, sumsOf } from "./sums.ts";

/** What is charged and what it comes to, as tools and pages show it. */
export const sumsView = {
  currency: z.string(),
  lines: z.array(
    z.object({
      description: z.string(),
      quantity: z.string(),
      price: z.string().describe("Of one."),
      price_minor: z.int(),
      taxes: z.array(z.string()),
      amount: z.string(),
      amount_minor: z.int().describe("Before discount and tax."),
    }),
  ),
  subtotal: z.string(),
  discount: z.string().nullable(),
  taxes: z.array(z.object({ name: z.string(), percent: z.string(), amount: z.string() })),
  tax_inclusive: z.boolean().describe("True where prices hold their tax already."),
  total_amount: z.string().describe("As people write it."),
  total_minor: z.int(),
};

/** What is kept of the money in a quote or an invoice. */
export interface Kept {
  currency: string;
  taxInclusive: boolean;
  lines: string;
  discount: string | null;
}

export function readLines({ lines }: Pick<Kept, "lines">): MoneyLine[] {
  return JSON.parse(lines) as MoneyLine[];
}

export function readDiscount({ discount }: Pick<Kept, "discount">): Discount | null {
  return discount === null ? null : (JSON.parse(discount) as Discount);
}

/** The columns that a quote or an invoice keeps of its lines. */
export function keptOf(
  lines: readonly MoneyLine[],
  how: { currency: string; taxInclusive: boolean; discount: Discount | null },
) {
  const { subtotal, discountTotal, taxTotal, total } = sumsOf(lines, how);
  return {
    currency: how.currency,
    taxInclusive: how.taxInclusive,
    lines: JSON.stringify(lines),
    discount: how.discount === null ? null : JSON.stringify(how.discount),
    ...{ subtotal, discountTotal, taxTotal, total },
  };
}

export function viewSums(row: Kept) {
  const { currency, taxInclusive } = row;
  const lines = readLines(row);
  const sums = sumsOf(lines, { taxInclusive, discount: readDiscount(row) });
  const money = (minor: number) => writtenMoney(minor, currency);
  return {
    currency,
    lines: lines.map(({ description, quantity, price, taxes }, at) => ({
      ...{ description, quantity: writtenThousandths(quantity), price: money(price), price_minor: price },
      taxes: taxes.map(({ name, rate }) => `${name} ${writtenThousandths(rate)} %`),
      amount: money(sums.lines[at]?.amount ?? 0),
      amount_minor: sums.lines[at]?.amount ?? 0,
    })),
    subtotal: money(sums.subtotal),
    discount: sums.discountTotal === 0 ? null : money(sums.discountTotal),
    taxes: sums.taxes.map(({ name, rate, amount }) => ({
      ...{ name, percent: writtenThousandths(rate), amount: money(amount) },
    })),
    tax_inclusive: taxInclusive,
    total_amount: money(sums.total),
    total_minor: sums.total,
  };
}
