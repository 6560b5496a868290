import * as z from "zod";
import { modelProviders } from "#domains/assistant/provider.ts";
import type { OperationContext } from "#operation/operation.ts";
import { dateAfter, instantOf, isoIn, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { dollarsOf } from "./cost.ts";
import { allHolder, budgetsOf } from "./reserve.ts";
import { spentOf } from "./spending-store.ts";
import { type UsageFilter, type UsageSums, usageBy, usageByTime, usageIn } from "./usage-store.ts";

export const granularities = ["hour", "day", "week", "month"] as const;

const dayText = z.iso.date("A day such as 2026-11-30.");

export const usageInput = {
  start_date: dayText.optional().describe("A month back when left out."),
  end_date: dayText.optional(),
  granularity: z.enum(granularities).default("day"),
};

export const sumsView = z.object({
  calls: z.int(),
  errors: z.int(),
  error_rate: z.number().describe("Of 1."),
  input_tokens: z.int(),
  cached_tokens: z.int(),
  output_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_usd: z.string(),
  calls_of_unknown_cost: z.int().describe("They are in no sum."),
  calls_estimated: z.int(),
  average_response_ms: z.int().nullable(),
});
export type SumsView = z.infer<typeof sumsView>;

const named = z.array(sumsView.extend({ name: z.string() }));

export const usageReport = z.object({
  start_date: z.string(),
  end_date: z.string(),
  total: sumsView,
  periods: z.array(sumsView.extend({ begins: z.string() })).describe("Those in which something was asked."),
  by_model: named,
  play_money: z.boolean().describe("True: the sandbox answered, and nobody charges it."),
  budgets: z.array(
    z.object({ of: z.enum(["you", "everybody"]), usd: z.string(), spent_or_held_usd: z.string() }),
  ),
});
export type UsageReport = z.infer<typeof usageReport>;

export function viewSums(sums: UsageSums): SumsView {
  return {
    ...{ calls: sums.calls, errors: sums.errors },
    error_rate: sums.calls === 0 ? 0 : Math.round((sums.errors / sums.calls) * 10_000) / 10_000,
    ...{ input_tokens: sums.inputTokens, cached_tokens: sums.cachedTokens },
    ...{ output_tokens: sums.outputTokens, reasoning_tokens: sums.reasoningTokens },
    ...{ cost_usd: dollarsOf(sums.cost), calls_of_unknown_cost: sums.unknown },
    ...{ calls_estimated: sums.estimated },
    average_response_ms: sums.averageMs === null ? null : Math.round(sums.averageMs),
  };
}

export interface Asked {
  user: string | undefined;
  label: string | undefined;
  start_date: string | undefined;
  end_date: string | undefined;
  granularity: (typeof granularities)[number];
}

/** Periods of one answer. */
const most = 200;

/** The stretch of days that is asked about. @throws DeskError VALIDATION_ERROR */
export function stretchOf(asked: Asked, { settings, now, service }: OperationContext) {
  const zone = settings.get("business.zone");
  const last = asked.end_date ?? localMoment(zone, now).date;
  const first = asked.start_date ?? dateAfter(last, -30);
  if (first > last)
    throw new DeskError("VALIDATION_ERROR", "The first day is after the last one.", {
      fields: { start_date: ["It is after end_date."] },
    });
  const begins = beginnings(zone, first, last, asked.granularity);
  if (begins.length > most)
    throw new DeskError("VALIDATION_ERROR", `That is more than ${most} periods.`, {
      fields: { granularity: ["Ask for longer periods, or for fewer days."] },
    });
  const { user, label } = asked;
  const isPlay = service(modelProviders).own().isSandbox;
  const [from, until] = [instantOf(zone, first, 0), instantOf(zone, dateAfter(last, 1), 0)];
  const filter: UsageFilter = { user, label, from, until, isPlay };
  return { filter, begins, first, last, zone };
}

/** What models were asked in some days and what it cost. @throws DeskError VALIDATION_ERROR */
export async function reportOf(asked: Asked, ctx: OperationContext): Promise<UsageReport> {
  const { filter, begins, first, last, zone } = stretchOf(asked, ctx);
  const [total, periods, models] = await Promise.all([
    usageIn(ctx.db, filter),
    usageByTime(ctx.db, begins, filter),
    usageBy(ctx.db, "model", filter),
  ]);
  return {
    ...{ start_date: first, end_date: last, total: viewSums(total), play_money: filter.isPlay },
    periods: periods.flatMap((sums, n) =>
      sums.calls === 0 ? [] : [{ begins: isoIn(zone, begins[n] ?? 0), ...viewSums(sums) }],
    ),
    by_model: models.slice(0, 30).map(([name, sums]) => ({ name, ...viewSums(sums) })),
    budgets: await budgetsNow(ctx),
  };
}

async function budgetsNow(ctx: OperationContext): Promise<UsageReport["budgets"]> {
  const { user } = ctx.principal;
  const { of, provider } = await ctx.service(modelProviders).keyFor(user);
  const held = await budgetsOf({ user, keyOf: of, provider: provider.name }, ctx);
  return await Promise.all(
    held.map(async ({ holder, purse, most: amount }) => ({
      of: holder === allHolder ? ("everybody" as const) : ("you" as const),
      ...{ usd: dollarsOf(amount), spent_or_held_usd: dollarsOf(await spentOf(ctx.db, purse, ctx.now)) },
    })),
  );
}

/** Where periods begin: hours as they pass, all others on the days of the business. */
function beginnings(zone: string, first: string, last: string, granularity: Asked["granularity"]): number[] {
  const until = instantOf(zone, dateAfter(last, 1), 0);
  const begins: number[] = [];
  if (granularity === "hour") {
    for (let at = instantOf(zone, first, 0); at < until && begins.length <= most; at += 3_600_000)
      begins.push(at);
    return begins;
  }
  for (let date = first; date <= last && begins.length <= most; date = next(date, granularity))
    begins.push(instantOf(zone, date, 0));
  return begins;
}

function next(date: string, granularity: "day" | "week" | "month"): string {
  if (granularity === "day") return dateAfter(date, 1);
  if (granularity === "week") return dateAfter(date, 7);
  const [year = 0, month = 1] = date.split("-").map(Number);
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, "0")}-01`;
}
