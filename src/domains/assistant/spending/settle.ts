import type { Reader } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { ModelUsage } from "#domains/assistant/provider.ts";
import type { EventDraft } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import { costOf } from "./cost.ts";
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
}

const steps = [100, 80, 50] as const;

/** What a call has come to, in place of what was held for it; with the news of a budget that is half, nearly or all used. */
export async function settle(
  row: Pick<ModelCallRow, "id" | "at" | "asked" | "user" | "keyOf" | "provider" | "reserved">,
  ending: Ending,
  { db, settings, now }: { db: Reader; settings: Settings; now: number },
): Promise<{ unit: Statement[]; events: EventDraft[]; nano: number | null }> {
  const { usage, tier, notes, ...rest } = ending;
  // The price of the moment it was asked at, of the model that has answered, or the one that was asked for.
  const prices = await pricesNow(db);
  const price =
    (ending.model === null ? undefined : priceAt(prices, ending.model, row.at)) ??
    priceAt(prices, row.provider === "sandbox" ? "sandbox" : (ending.asked ?? row.asked), row.at);
  const hasSpent = usage.input + usage.output > 0 || usage.billed !== undefined;
  const { nano, source } = hasSpent ? costOf(usage, price, tier) : { nano: 0, source: "priced" as const };
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
    const before = (await spentOf(db, purse, now)) - row.reserved;
    const used = before + (nano ?? 0);
    const percent = steps.find((step) => used * 100 >= most * step && most > 0);
    const who = purse.user ?? holder;
    if (percent === undefined || (await isTold(db, who, purse.month, percent))) continue;
    unit.push(putAlert({ holder: who, month: purse.month, percent, at: now }));
    events.push({ type: "model_budget.reached", subject: `${who} ${purse.month} ${percent}` });
  }
  return { unit, events, nano };
}
