import { describe, expect, test } from "bun:test";
import { thousandthsIn, writtenThousandths } from "#domains/money/amounts/decimal.ts";
import { share, split } from "#domains/money/amounts/rounding.ts";
import { type Discount, type MoneyLine, partOf, sumsOf } from "#domains/money/amounts/sums.ts";
import { invoices, type TableInvoice } from "./invoice-table.ts";

/** A percent in thousandths. */
const rateOf = (percent: string) => thousandthsIn(percent) as number;

function partIn(part: { percent: string } | { amount: number }): Discount {
  return "percent" in part ? { percent: rateOf(part.percent) } : part;
}

function linesOf({ lines }: TableInvoice): MoneyLine[] {
  return lines.map(({ quantity, price, taxes }) => ({
    description: "What is charged",
    quantity: thousandthsIn(quantity) as number,
    price,
    taxes: taxes.map(([name, percent]) => ({ name, rate: rateOf(percent) })),
  }));
}

describe("an invoice comes to what was reckoned by hand", () => {
  test("the table is whole", () => {
    expect(invoices.length).toBeGreaterThanOrEqual(60);
    expect(new Set(invoices.map(({ title }) => title)).size).toBe(invoices.length);
  });

  for (const invoice of invoices)
    test(invoice.title, () => {
      const { taxInclusive, discount, deposit, payments = [] } = invoice;
      const sums = sumsOf(linesOf(invoice), { taxInclusive, discount: discount ? partIn(discount) : null });
      expect({
        amounts: sums.lines.map(({ amount }) => amount),
        subtotal: sums.subtotal,
        discountTotal: sums.discountTotal,
        taxes: Object.fromEntries(
          sums.taxes.map(({ name, rate, amount }) => [`${name} ${writtenThousandths(rate)}`, amount]),
        ),
        taxTotal: sums.taxTotal,
        total: sums.total,
        ...(deposit ? { depositAmount: partOf(sums.total, partIn(deposit)) } : {}),
        ...(invoice.paid === undefined ? {} : { paid: payments.reduce((all, each) => all + each, 0) }),
      }).toEqual({
        amounts: [...invoice.amounts],
        subtotal: invoice.subtotal,
        discountTotal: invoice.discountTotal,
        taxes: { ...invoice.taxes },
        taxTotal: invoice.taxTotal,
        total: invoice.total,
        ...(deposit ? { depositAmount: invoice.depositAmount as number } : {}),
        ...(invoice.paid === undefined ? {} : { paid: invoice.paid }),
      });
      const { lines, total } = sums;
      expect(lines.reduce((all, line) => all + line.total, 0)).toBe(total);
    });
});

test("what is split adds up, and what is rounded is away from zero at a half", () => {
  expect(split(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(split(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
  expect(split(5, [0, 0])).toEqual([0, 0]);
  expect([share(5, 1, 10), share(-5, 1, 10), share(4, 1, 10)]).toEqual([1, -1, 0]);
  expect(share(999_999_990_000, 99_999, 100_000)).toBe(999_989_990_000);
});

test("decimals are read and written without losing a thousandth", () => {
  expect(["2.5", "-0.333", "1", "0.001", "10000.000"].map((text) => thousandthsIn(text))).toEqual([
    2500, -333, 1000, 1, 10_000_000,
  ]);
  expect(["1.2345", "", "1,5", "x", "1e3", "."].map((text) => thousandthsIn(text))).toEqual(
    Array.from({ length: 6 }, () => undefined),
  );
  expect([2500, -333, 1000, 1, 0].map(writtenThousandths)).toEqual(["2.5", "-0.333", "1", "0.001", "0"]);
});
