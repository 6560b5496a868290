import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { reportOf, usageInput, usageReport } from "./usage-report.ts";

/** What one has asked models, what it cost, and how one's budgets stand. @throws VALIDATION_ERROR */
export const chatUsage = defineRead({
  name: "chat.usage",
  title: "See what models cost",
  description:
    "What your calls to models cost, by period and model, with tokens, response time, error rate and your budgets. Calls of unknown cost are counted apart.",
  scopes: ["assistant:read"],
  input: z.strictObject({
    user_id: z.string().trim().min(1).max(200).optional().describe("Only calls with your label."),
    ...usageInput,
  }),
  output: usageReport,
  example: {
    ...{ user_id: "user123", start_date: "2024-01-01", end_date: "2024-01-31", granularity: "day" },
  },
  summary: ({ total, play_money }) =>
    `${total.calls} calls, ${total.cost_usd} USD${play_money ? " of play money" : ""}${
      total.calls_of_unknown_cost > 0 ? `, ${total.calls_of_unknown_cost} of unknown cost` : ""
    }.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ user_id: label, start_date, end_date, granularity }, ctx) =>
    await reportOf({ user: ctx.principal.user, label, start_date, end_date, granularity }, ctx),
});
