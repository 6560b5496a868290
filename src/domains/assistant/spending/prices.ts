import type { Reader } from "#db/client.ts";
import { type Price, priceTable } from "./price-table.ts";
import { ownPrices } from "./spending-store.ts";

/** The owner's prices, and those that the desk comes with. */
export async function pricesNow(db: Reader): Promise<readonly Price[]> {
  return [...(await ownPrices(db)), ...priceTable];
}

/**
 * What a model's tokens cost at a moment: of the prices that hold then the one that names it most closely, the owner's
 * first, the newest first. Undefined where nobody has written down one.
 */
export function priceAt(prices: readonly Price[], model: string, at: number): Price | undefined {
  const day = new Date(at).toISOString().slice(0, 10);
  const names = namesOf(model);
  const holding = prices.filter(({ since }) => since <= day);
  const closeness = ({ model: name }: Price) => {
    if (!name.endsWith("*")) return names.includes(name) ? 1000 + name.length : -1;
    return names.some((each) => each.startsWith(name.slice(0, -1))) ? name.length : -1;
  };
  let best: { price: Price; close: number } | undefined;
  for (const price of holding) {
    const close = closeness(price);
    if (close < 0) continue;
    const isBetter =
      best === undefined ||
      close > best.close ||
      (close === best.close && isOwn(price) === isOwn(best.price) && price.since > best.price.since);
    if (isBetter) best = { price, close };
  }
  return best?.price;
}

function isOwn(price: Price): boolean {
  return !priceTable.includes(price);
}

/** A model's name as it is, and without the day of its edition. */
function namesOf(model: string): string[] {
  return [...new Set([model, model.replace(/-\d{4}-\d{2}-\d{2}$/, "")])];
}
