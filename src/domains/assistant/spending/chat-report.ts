import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { dollarsOf } from "./cost.ts";
import { reportOf, stretchOf, sumsView, usageInput, usageReport, viewSums } from "./usage-report.ts";
import { billedDays, usageBy } from "./usage-store.ts";

const named = z.array(sumsView.extend({ name: z.string() }));

/** What all have asked models, by person and purpose too, beside what the provider has billed. @throws VALIDATION_ERROR */
export const chatReport = defineRead({
  name: "chat.report",
  title: "What models cost the business",
  description: "All calls to models by period, model, person and purpose, beside the provider’s bill.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject(usageInput),
  output: usageReport.extend({
    by_person: named,
    by_purpose: named,
    billed: z.array(
      z.object({
        day: z.string(),
        billed_usd: z.string(),
        ours_usd: z.string(),
        difference_usd: z.string(),
        calls_of_unknown_cost: z.int(),
      }),
    ),
  }),
  summary: ({ total }) => `${total.calls} calls, ${total.cost_usd} USD.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ start_date, end_date, granularity }, ctx) {
    const asked = { user: undefined, label: undefined, start_date, end_date, granularity };
    const { filter, first, last } = stretchOf(asked, ctx);
    const [report, people, purposes, bills] = await Promise.all([
      reportOf(asked, ctx),
      usageBy(ctx.db, "user", filter),
      usageBy(ctx.db, "purpose", filter),
      billedDays(ctx.db, first, last),
    ]);
    return {
      ...report,
      by_person: people.map(([name, sums]) => ({ name, ...viewSums(sums) })),
      by_purpose: purposes.map(([name, sums]) => ({ name, ...viewSums(sums) })),
      billed: bills.map(([day, billed, ours, unknown]) => ({
        ...{ day, billed_usd: dollarsOf(billed), ours_usd: dollarsOf(ours) },
        ...{ difference_usd: dollarsOf(billed - ours), calls_of_unknown_cost: unknown },
      })),
    };
  },
});
