import type { Reader } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { ModelUsage } from "#domains/assistant/provider.ts";
import type { EventDraft } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import { type Cost, costOf } from "./cost.ts";
import type { Price } from "./price-table.ts";
import { priceAt, pricesNow } from "./prices.ts";
import { budgetsOf } from "./reserve.ts";
import { isReserved, isTold, type ModelCallRow, putAlert, setCall, spentOf } from "./spending-store.ts";

/** How a call has ended. */
export interface Ending {
  state: Exclude<ModelCallRow["state"], "reserved">;
  /** The model that was asked at last, where that is not the first. */
  asked?: string;
  /** The model that has answered, where one has. */
  model: string | null;
  usage: ModelUsage;
  tier?: string | undefined;
  firstMs?: number | null;
  latencyMs: number;
  finishReason?: string | null;
  error?: string | null;
  notes?: readonly string[];
  /** Models that were asked before it and did not answer, with what that may have cost. */
  before?: readonly { asked: string; usage: ModelUsage }[];
}

const steps = [100, 80, 50] as const;

/** What a call has come to, in place of what was held for it; with the news of a budget that is half, nearly or all used. */
export async function settle(
  row: Pick<ModelCallRow, "id" | "at" | "asked" | "user" | "keyOf" | "provider" | "reserved">,
  ending: Ending,
  { db, settings, now }: { db: Reader; settings: Settings; now: number },
): Promise<{ unit: Statement[]; events: EventDraft[]; nano: number | null }> {
  const { usage: own, tier, notes, before = [], ...rest } = ending;
  // The price of the moment it was asked at, of the model that has answered, or the one that was asked for.
  const prices = await pricesNow(db);
  const price =
    (ending.model === null ? undefined : priceAt(prices, ending.model, row.at)) ??
    priceAt(prices, row.provider === "sandbox" ? "sandbox" : (ending.asked ?? row.asked), row.at);
  const costs = [
    ...before.map(({ asked, usage: used }) => costUnlessFree(used, priceAt(prices, asked, row.at))),
    costUnlessFree(own, price, tier),
  ];
  const { nano, source } = sumOf(costs);
  const usage = usageOf([...before.map((each) => each.usage), own]);
  const unit = [
    isReserved(row.id),
    setCall(row.id, {
      ...{ ...rest, request: null, cost: nano, costSource: source, isEstimated: usage.isEstimated },
      ...{ inputTokens: usage.input, cachedTokens: usage.cached, cacheWriteTokens: usage.cacheWrite },
      ...{ outputTokens: usage.output, reasoningTokens: usage.reasoning },
      ...(notes === undefined ? {} : { notes: JSON.stringify(notes) }),
    }),
  ];
  const events: EventDraft[] = [];
  for (const { holder, purse, most } of await budgetsOf(row, { db, settings, now: row.at })) {
    const used = (await spentOf(db, purse, now)) - row.reserved + (nano ?? row.reserved);
    const percent = steps.find((step) => used * 100 >= most * step && most > 0);
    const who = purse.user ?? holder;
    if (percent === undefined || (await isTold(db, who, purse.month, percent))) continue;
    unit.push(putAlert({ holder: who, month: purse.month, percent, at: now }));
    events.push({ type: "model_budget.reached", subject: `${who} ${purse.month} ${percent}` });
  }
  return { unit, events, nano };
}

/** What was not even read costs nothing. */
function costUnlessFree(usage: ModelUsage, price: Price | undefined, tier?: string): Cost {
  const hasSpent = usage.input + usage.output > 0 || usage.billed !== undefined;
  return hasSpent ? costOf(usage, price, tier) : { nano: 0, source: "priced" };
}

/** All of it; not known where one is not, and as sure as the least sure. */
function sumOf(costs: readonly Cost[]): Cost {
  const spent = costs.filter(({ nano }) => nano !== 0);
  if (spent.some(({ nano }) => nano === null)) return { nano: null, source: "unknown" };
  const nano = spent.reduce((sum, each) => sum + (each.nano ?? 0), 0);
  const source = (["estimated", "priced", "billed"] as const).find((kind) =>
    spent.some((each) => each.source === kind),
  );
  return { nano, source: source ?? "priced" };
}

function usageOf(all: readonly ModelUsage[]): ModelUsage {
  const sum = (name: "input" | "cached" | "cacheWrite" | "output" | "reasoning") =>
    all.reduce((total, usage) => total + usage[name], 0);
  return {
    ...{ input: sum("input"), cached: sum("cached"), cacheWrite: sum("cacheWrite") },
    ...{ output: sum("output"), reasoning: sum("reasoning") },
    isEstimated: all.some(({ isEstimated }) => isEstimated),
  };
}
