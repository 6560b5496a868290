import * as z from "zod";
import { modelProviders } from "#domains/assistant/provider.ts";
import { defineRead } from "#operation/operation.ts";
import { dollarsOf } from "./cost.ts";
import { allHolder, eachHolder, monthAt } from "./reserve.ts";
import { budgets, spentOf } from "./spending-store.ts";

/** Budgets of this month and what is spent of them or held. */
export const modelBudgetList = defineRead({
  name: "model_budget.list",
  title: "What models may cost in a month",
  description: "Budgets, with what is spent of them this month or held for calls under way.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({}),
  output: z.object({
    month: z.string(),
    budgets: z.array(z.object({ holder: z.string(), usd: z.string(), spent_usd: z.string().nullable() })),
  }),
  summary: ({ budgets: all }) => `${all.length} budgets.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, { db, settings, now, service }) {
    const month = monthAt(now, settings);
    const isPlay = service(modelProviders).own().isSandbox;
    const all = await Promise.all(
      [...(await budgets(db))].map(async ([holder, amount]) => {
        const user = holder === allHolder ? undefined : holder;
        const spent = holder === eachHolder ? undefined : await spentOf(db, { month, user, isPlay }, now);
        return {
          ...{ holder, usd: dollarsOf(amount) },
          spent_usd: spent === undefined ? null : dollarsOf(spent),
        };
      }),
    );
    return { month, budgets: all };
  },
});
