import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { nanoOf } from "./cost.ts";
import { deleteBudget, putBudget } from "./spending-store.ts";

export const budgetHolder = z
  .string()
  .regex(/^(?:all|each|owner|per_[0-9a-z]{26})$/, "all, each, or a person.")
  .describe("all together, each person, or one person’s id.");

/** Says what may be spent on models in a month; nothing said is no limit. @throws VALIDATION_ERROR */
export const modelBudgetSet = defineWrite({
  name: "model_budget.set",
  title: "Set what models may cost in a month",
  description: "A budget of a month for all together, for each person, or for one; empty takes it away.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ holder: budgetHolder, usd: z.string().trim().max(20) }),
  output: z.object({ holder: z.string(), usd: z.string() }),
  summary: ({ holder, usd }) =>
    usd === "" ? `No budget for ${holder}.` : `${usd} USD a month for ${holder}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ holder, usd }, { now }) {
    const amount = usd === "" ? null : nanoOf(usd);
    if (amount === undefined)
      throw new DeskError("VALIDATION_ERROR", "That is no amount.", {
        fields: { usd: ["Dollars, such as 20 or 0.50."] },
      });
    return { facts: { holder, usd }, data: { holder, amount, now }, result: { holder, usd } };
  },
  apply: ({ holder, amount, now }) => [
    amount === null ? deleteBudget(holder) : putBudget(holder, amount, now),
  ],
});
