import { PaymentFailure } from "#domains/money/payments/provider.ts";
import { decimalsOf } from "#platform/money.ts";

/** Decimals that Stripe's amounts have where the currency's own are others (docs.stripe.com/currencies, from memory). */
const decimals: Record<string, number> = { ISK: 2, UGX: 2, MGA: 0 };

/**
 * An amount in the currency's smallest unit, as Stripe counts it. @throws PaymentFailure for one that Stripe cannot take:
 * of three decimals the last is a zero there
 */
export function amountAtStripe(amount: number, currency: string): number {
  const own = decimalsOf(currency);
  const there = amount * 10 ** ((decimals[currency] ?? own) - own);
  if (!Number.isInteger(there) || (own === 3 && there % 10 !== 0)) throw new PaymentFailure("refused");
  return there;
}

/** The same back; what cannot be such an amount stays as it is, and fits nothing. */
export function amountHere(amount: number, currency: string): number {
  const code = currency.toUpperCase();
  const own = decimalsOf(code);
  return amount * 10 ** (own - (decimals[code] ?? own));
}
