import { share, split } from "./rounding.ts";

/** A tax on a line: its rate in thousandths of a percent, 8875 for 8.875 %. */
export interface Tax {
  name: string;
  rate: number;
}

/** What is charged. */
export interface MoneyLine {
  description: string;
  /** In thousandths: 2500 for two and a half. Negative where something is given back. */
  quantity: number;
  /** Of one, in the currency's smallest unit. */
  price: number;
  taxes: readonly Tax[];
  serviceId?: string | undefined;
}

/** Off everything: thousandths of a percent, or an amount that is shared among the lines. */
export type Discount = { percent: number } | { amount: number };

/** What a line comes to. */
export interface LineSums {
  /** Quantity times price, rounded. */
  amount: number;
  discount: number;
  /** Of each of its taxes, in their order. */
  taxes: number[];
  /** What is owed for it. */
  total: number;
}

export interface Sums {
  lines: LineSums[];
  subtotal: number;
  discountTotal: number;
  /** Of each tax and rate, in the order in which lines first have them. */
  taxes: (Tax & { amount: number })[];
  taxTotal: number;
  total: number;
}

const whole = 100_000;

/**
 * What lines come to: each is rounded by itself, a half away from zero, and every total is the sum of rounded lines. With
 * `taxInclusive` the prices hold their tax already.
 */
export function sumsOf(
  lines: readonly MoneyLine[],
  { taxInclusive, discount }: { taxInclusive: boolean; discount: Discount | null },
): Sums {
  const amounts = lines.map(({ quantity, price }) => share(price, quantity, 1000));
  const discounts = discountsOf(amounts, discount);
  const sums = lines.map(({ taxes }, at): LineSums => {
    const amount = amounts[at] ?? 0;
    const off = discounts[at] ?? 0;
    const taxable = amount - off;
    const due = taxInclusive ? within(taxable, taxes) : taxes.map(({ rate }) => share(taxable, rate, whole));
    return { amount, discount: off, taxes: due, total: taxInclusive ? taxable : taxable + sum(due) };
  });
  const taxes: (Tax & { amount: number })[] = [];
  lines.forEach((line, at) => {
    line.taxes.forEach(({ name, rate }, place) => {
      const amount = sums[at]?.taxes[place] ?? 0;
      const known = taxes.find((each) => each.name === name && each.rate === rate);
      if (known) known.amount += amount;
      else taxes.push({ name, rate, amount });
    });
  });
  return {
    lines: sums,
    subtotal: sum(amounts),
    discountTotal: sum(discounts),
    taxes,
    taxTotal: sum(taxes.map(({ amount }) => amount)),
    total: sum(sums.map(({ total }) => total)),
  };
}

/** The taxes that a price holds. */
function within(taxable: number, taxes: readonly Tax[]): number[] {
  const rates = taxes.map(({ rate }) => rate);
  const net = share(taxable, whole, whole + sum(rates));
  return split(taxable - net, rates);
}

function discountsOf(amounts: readonly number[], discount: Discount | null): number[] {
  if (discount === null) return amounts.map(() => 0);
  if ("percent" in discount) return amounts.map((amount) => share(amount, discount.percent, whole));
  const positive = amounts.map((amount) => Math.max(amount, 0));
  return split(Math.min(discount.amount, sum(positive)), positive);
}

/** A part of a total, such as a deposit in percent; an amount is never more than the total. */
export function partOf(total: number, part: Discount): number {
  return "percent" in part ? share(total, part.percent, whole) : Math.min(part.amount, total);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
