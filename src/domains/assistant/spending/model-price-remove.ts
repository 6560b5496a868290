import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { pricedModel } from "./model-price-set.ts";
import { deletePrice } from "./spending-store.ts";

/** Forgets a price of the owner’s; what the desk comes with holds again. */
export const modelPriceRemove = defineWrite({
  name: "model_price.remove",
  title: "Remove what a model costs",
  description: "Removes a price that the owner has written down.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ model: pricedModel, since: z.iso.date() }),
  output: z.object({ model: z.string(), removed: z.literal(true) }),
  summary: ({ model }) => `Removed the price of ${model}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  plan: async (given) => ({
    ...{ facts: given, data: given, result: { model: given.model, removed: true as const } },
  }),
  apply: ({ model, since }) => [deletePrice(model, since)],
});
