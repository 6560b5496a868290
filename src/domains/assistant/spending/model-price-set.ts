import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { putPrice } from "./spending-store.ts";

const dollars = z.number().min(0).max(100_000);

export const pricedModel = z
  .string()
  .trim()
  .regex(/^[^\s*]{1,120}\*?$/, "A model’s name, or the beginning of one with * behind it.");

/** Writes down what a model costs from a day on; calls of before keep the price they had. */
export const modelPriceSet = defineWrite({
  name: "model_price.set",
  title: "Write down what a model costs",
  description: "US dollars for a million tokens of a model, by class, from a day on.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({
    model: pricedModel,
    since: z.iso.date().optional(),
    input: dollars,
    cached: dollars.optional(),
    cacheWrite: dollars.optional(),
    output: dollars,
    reasoning: dollars.optional(),
    source: z.string().trim().max(200).default("the owner"),
  }),
  output: z.object({ model: z.string(), since: z.string() }),
  summary: ({ model, since }) => `${model} from ${since}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ model, since, source, ...rates }, { now }) {
    const day = since ?? new Date(now).toISOString().slice(0, 10);
    return {
      ...{ facts: { model, since: day, ...rates }, result: { model, since: day } },
      data: { price: { model, since: day, rates, source }, now },
    };
  },
  apply: ({ price, now }) => [putPrice(price, now)],
});
