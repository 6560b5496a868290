import { sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { guard, type Statement } from "#db/statement.ts";
import type { LineRow } from "#domains/phone/lines/store.ts";
import type { Settings } from "#operation/settings.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { instantOf, isoIn, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type Month, spentBy, spentOn } from "./usage-store.ts";

/** What a line may cost in a month, and what it has come to; millionths of a US dollar. */
export interface Budget {
  lineId: string;
  month: Month;
  budget: number;
  spent: number;
}

const micros = 1_000_000;

/** The month of the business in which something happens. */
export function monthOf(at: number, settings: Settings): Month {
  const zone = settings.get("business.zone");
  const [year = 0, month = 0] = localMoment(zone, at).date.split("-").map(Number);
  const first = (ofYear: number, ofMonth: number) =>
    instantOf(zone, `${ofYear}-${String(ofMonth).padStart(2, "0")}-01`, 0);
  return {
    begins: first(year, month),
    ends: month === 12 ? first(year + 1, 1) : first(year, month + 1),
  };
}

/** What the owner lets a line cost in a month; undefined where that is not limited. */
export function budgetFor({ id, number }: Pick<LineRow, "id" | "number">, settings: Settings) {
  const region = settings.get("business.region");
  for (const text of settings.get("budget.lines")) {
    const [name = "", dollars = ""] = text.split(" ");
    if (name === id || (readPhoneNumber(name, region) ?? name) === number) return Number(dollars) * micros;
  }
  const usual = settings.get("budget.per_line");
  return usual === 0 ? undefined : usual * micros;
}

/** How the line's month stands; undefined where it has no budget. */
export async function budgetOf(
  line: Pick<LineRow, "id" | "number">,
  at: number,
  { db, settings }: { db: Reader; settings: Settings },
): Promise<Budget | undefined> {
  const budget = budgetFor(line, settings);
  if (budget === undefined) return undefined;
  const month = monthOf(at, settings);
  return { lineId: line.id, month, budget, spent: await spentBy(db, line.id, month) };
}

/** @throws DeskError BUDGET_EXCEEDED where it would cost more than the month has left */
export function requireWithin(budget: Budget | undefined, cost: number, settings: Settings): void {
  if (!budget || budget.spent + cost <= budget.budget) return;
  const nextAllowedAt = isoIn(settings.get("business.zone"), budget.month.ends);
  throw new DeskError(
    "BUDGET_EXCEEDED",
    `The line’s budget for the month is used up: about ${dollars(budget.spent)} of ${dollars(budget.budget)} USD are spent, and this would cost ${dollars(cost)} more.`,
    {
      nextAllowedAt,
      next: `Use another line, or let the owner raise budget.lines or budget.per_line; a new month begins at ${nextAllowedAt}.`,
    },
  );
}

/** Two calls at once both find that there is enough: the second one's unit ends here. */
export function keepsBudget(budget: Budget | undefined, cost: number): Statement[] {
  if (!budget || cost === 0) return [];
  const { lineId, month, budget: most } = budget;
  return [guard("the month's budget is not used up", sql`${spentOn(lineId, month)} + ${cost} <= ${most}`)];
}

export function dollars(amount: number): string {
  return (amount / micros).toFixed(2);
}
