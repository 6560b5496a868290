import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { dollarsOf } from "./cost.ts";
import { readBill } from "./read-bill.ts";
import { putBill } from "./usage-store.ts";

/** Takes in what the provider's bill says of its days, in place of what an earlier one said. @throws VALIDATION_ERROR */
export const modelBillImport = defineWrite({
  name: "model_bill.import",
  title: "Bring in the provider’s bill",
  description:
    "Reads a provider’s export of costs by day (CSV with columns for day, cost and, where there is one, model; or OpenAI’s JSON of costs), to lay it beside what was counted here.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ bill: z.string().min(1).max(2_000_000) }),
  output: z.object({ days: z.int(), usd: z.string(), passed_over: z.int() }),
  summary: ({ days, usd }) => `${days} days, ${usd} USD.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ bill }, { now }) {
    const { lines, passedOver } = readBill(bill);
    if (lines.length === 0)
      throw new DeskError("VALIDATION_ERROR", "No day and cost could be read out of that.", {
        fields: { bill: ["CSV with a column of days and one of costs in US dollars, or OpenAI’s JSON."] },
        next: "Export the costs by day at the provider, and give the whole file.",
      });
    const days = new Set(lines.map(({ day }) => day)).size;
    const sum = lines.reduce((all, { cost }) => all + cost, 0);
    return {
      ...{ facts: { days }, data: { lines, now } },
      result: { days, usd: dollarsOf(sum), passed_over: passedOver },
    };
  },
  apply: ({ lines, now }) => putBill(lines, now),
});
