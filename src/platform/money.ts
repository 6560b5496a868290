const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency) ?? new Intl.NumberFormat("en-US", { style: "currency", currency });
  formats.set(currency, known);
  return known;
}

/** How many decimals a currency has: 2 for USD, 0 for JPY (ISO 4217). */
export function decimalsOf(currency: string): number {
  return formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/** An amount in a currency's smallest unit as people write it: 12000 of USD is `$120.00`. */
export function writtenMoney(minor: number, currency: string): string {
  return formatOf(currency).format(minor / 10 ** decimalsOf(currency));
}
