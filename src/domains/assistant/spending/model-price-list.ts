import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { pricesRead, priceTable } from "./price-table.ts";
import { ownPrices } from "./spending-store.ts";

const price = z.object({
  model: z.string(),
  since: z.string(),
  rates: z.record(z.string(), z.number().optional()),
  source: z.string(),
});

/** What models cost: the owner's own prices, and those that the desk comes with. */
export const modelPriceList = defineRead({
  name: "model_price.list",
  title: "What models cost",
  description: "Prices for a million tokens: the owner’s own, and those the desk comes with.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({}),
  output: z.object({ own: z.array(price), known: z.array(price), read: z.string() }),
  summary: ({ own, known }) => `${own.length} of your own, ${known.length} known.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, { db }) {
    const shown = ({ model, since, rates, source }: (typeof priceTable)[number]) => ({
      ...{ model, since, rates: { ...rates }, source },
    });
    return { own: (await ownPrices(db)).map(shown), known: priceTable.map(shown), read: pricesRead };
  },
});
