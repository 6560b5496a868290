import * as z from "zod";
import type { OperationContext } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { type LineItemRow, lineItemsOf } from "./line-item-store.ts";

/** What is charged, as tools show it. */
export const lineItemView = z.object({
  id: z.string().describe("itm_…"),
  description: z.string(),
  quantity: z.int(),
  price_minor: z.int().describe("Of one, in the currency's smallest unit."),
  currency: z.string(),
  amount: z.string().describe("Of all of them, as people write it."),
});

export function viewLineItem({ id, description, quantity, price, currency }: LineItemRow) {
  return {
    id,
    description,
    quantity,
    price_minor: price,
    currency,
    amount: writtenMoney(price * quantity, currency),
  };
}

/** All that is charged for a ticket, and what it comes to. */
export async function itemsOf(ticketId: string, ctx: OperationContext) {
  const rows = await lineItemsOf(ctx.db, [ticketId]);
  return { ticket_id: ticketId, line_items: rows.map(viewLineItem), total: totalOf(rows) };
}

/** The sum as people write it, of each currency. */
export function totalOf(rows: readonly Pick<LineItemRow, "currency" | "price" | "quantity">[]): string {
  const sums = new Map<string, number>();
  for (const { currency, price, quantity } of rows)
    sums.set(currency, (sums.get(currency) ?? 0) + price * quantity);
  return [...sums].map(([currency, sum]) => writtenMoney(sum, currency)).join(" and ") || "nothing";
}
