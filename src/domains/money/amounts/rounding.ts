/** `amount × numerator ÷ denominator` in whole units, a half away from zero. Exact, however large the product. */
export function share(amount: number, numerator: number, denominator: number): number {
  const product = BigInt(amount) * BigInt(numerator);
  const by = BigInt(denominator);
  const isNegative = product < 0n;
  const size = isNegative ? -product : product;
  const rounded = Number((size * 2n + by) / (by * 2n));
  return isNegative && rounded !== 0 ? -rounded : rounded;
}

/**
 * Splits an amount in proportion to weights so that the parts add up to it: each gets what is whole, and the units that
 * are left go to the largest remainders, the earlier part first. Weights are not negative.
 */
export function split(amount: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (all === 0n || amount === 0) return weights.map(() => 0);
  const size = BigInt(Math.abs(amount));
  const parts = weights.map((weight, at) => {
    const product = size * BigInt(weight);
    return { at, whole: product / all, rest: product % all };
  });
  let left = size - parts.reduce((sum, { whole }) => sum + whole, 0n);
  for (const part of [...parts].sort((a, b) =>
    a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1,
  )) {
    if (left === 0n) break;
    part.whole++;
    left--;
  }
  return parts.map(({ whole }) => (amount < 0 && whole !== 0n ? -Number(whole) : Number(whole)));
}
