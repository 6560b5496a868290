import type { Reader } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { Settings } from "#operation/settings.ts";
import { localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { dollarsOf } from "./cost.ts";
import {
  budgets,
  keepsPace,
  keepsWithin,
  type NewModelCall,
  type Purse,
  putCall,
  spentOf,
  tokensSince,
} from "./spending-store.ts";
import { mostTokensAMinute } from "./token-limits.ts";

/** Stands for each person who has no budget of their own, and for all together. */
export const [eachHolder, allHolder] = ["each", "all"] as const;

export interface SpendingContext {
  db: Reader;
  settings: Settings;
  now: number;
}

/** A call that is about to be made. */
export interface Intent
  extends Omit<
    NewModelCall,
    "at" | "month" | "state" | "reserved" | "reservedTokens" | "cost" | "costSource" | "inputTokens"
  > {
  /** What it may cost at most, and what the question alone does, in billionths of a dollar; undefined where nobody knows. */
  atMost: number | undefined;
  askingCosts: number | undefined;
  /** Tokens of the question, and those that the answer may have. */
  tokens: readonly [asked: number, answered: number];
  /** Models that may be asked, the first one first, each with its tokens a minute where it was given its own. */
  paces: readonly { model: string; own: number | null; isOwners: boolean }[];
}

const minute = 60_000;

/** The month of the business. */
export function monthAt(at: number, settings: Settings): string {
  return localMoment(settings.get("business.zone"), at).date.slice(0, 7);
}

/** A budget that holds for a call, and what it is of. */
export interface Held {
  holder: string;
  purse: Purse;
  most: number;
}

/** The budgets that hold for what somebody spends. A call on a person's own key is theirs to pay. */
export async function budgetsOf(
  { user, keyOf, provider }: Pick<NewModelCall, "user" | "keyOf" | "provider">,
  { db, settings, now }: SpendingContext,
): Promise<Held[]> {
  if (keyOf === "person") return [];
  const set = await budgets(db);
  const month = monthAt(now, settings);
  const isPlay = provider === "sandbox";
  const own = set.has(user) ? user : eachHolder;
  const isPerson = user !== "system";
  return [
    { holder: own, purse: { month, user, isPlay }, most: isPerson ? set.get(own) : undefined },
    { holder: allHolder, purse: { month, user: undefined, isPlay }, most: set.get(allHolder) },
  ].flatMap(({ most, ...rest }) => (most === undefined ? [] : [{ ...rest, most }]));
}

/**
 * Holds what a call may cost at most, until it is settled or its time is over: so that calls at once cannot spend the same
 * money. @throws DeskError BUDGET_EXCEEDED, RATE_LIMIT_EXCEEDED, VALIDATION_ERROR
 */
export async function reserve(intent: Intent, ctx: SpendingContext): Promise<Statement[]> {
  const { atMost, askingCosts = null, tokens, paces, ...row } = intent;
  const all = tokens[0] + tokens[1];
  const held = await budgetsOf(row, ctx);
  if (held.length > 0 && atMost === undefined) throw noPrice(row.asked);
  const more = atMost ?? 0;
  for (const budget of held) {
    const spent = await spentOf(ctx.db, budget.purse, ctx.now);
    if (spent + more > budget.most) throw usedUp(budget, spent, more);
  }
  const pace = [];
  for (const each of paces) pace.push(...(await paceOf({ ...row, asked: each.model }, all, each, ctx)));
  return [
    ...held.map(({ purse, most }) => keepsWithin(purse, more, most, ctx.now)),
    ...pace,
    putCall({
      ...{ ...row, at: ctx.now, month: monthAt(ctx.now, ctx.settings), state: "reserved" },
      ...{ reserved: more, reservedTokens: all, inputTokens: tokens[0], isEstimated: true },
      ...{ cost: askingCosts, costSource: askingCosts === null ? "unknown" : "estimated" },
    }),
  ];
}

function noPrice(model: string): DeskError {
  return new DeskError(
    "BUDGET_EXCEEDED",
    `Nobody has written down what ${model} costs, so that no budget can hold it.`,
    { next: "Ask a model with a price, or let the owner add one on Settings, Models." },
  );
}

function usedUp({ holder, most }: Held, spent: number, more: number): DeskError {
  const whose = holder === allHolder ? "The budget for models" : "Your budget for models";
  return new DeskError(
    "BUDGET_EXCEEDED",
    `${whose} is used up for this month: ${dollarsOf(spent)} of ${dollarsOf(most)} USD are spent or held, and this may cost up to ${dollarsOf(more)}.`,
    {
      next: "Ask for fewer tokens (max_tokens), ask a cheaper model, or let the owner raise the budget on Settings, Models.",
    },
  );
}

function least(own: number | null, usual: number | undefined): number | undefined {
  return own === null ? usual : Math.min(own, usual ?? own);
}

/** @throws DeskError RATE_LIMIT_EXCEEDED with the seconds until there is room; VALIDATION_ERROR where there never is */
async function paceOf(
  { user, asked }: Pick<NewModelCall, "user" | "asked">,
  tokens: number,
  { own, isOwners }: Pick<Intent["paces"][number], "own" | "isOwners">,
  { db, settings, now }: SpendingContext,
): Promise<Statement[]> {
  const usual = mostTokensAMinute(asked, settings.get("models.tokens_per_minute"));
  // The owner's word for a name goes before the usual limit; anybody else can only lower it.
  const most = isOwners ? (own ?? usual) : least(own, usual);
  if (most === undefined) return [];
  const limit = `${asked} may have ${most} tokens a minute`;
  if (tokens > most)
    throw new DeskError("VALIDATION_ERROR", `${limit}; this asks for ${tokens}.`, {
      fields: { max_tokens: [`With what is asked it may come to ${tokens} tokens.`] },
      next: "Ask for fewer tokens, or say less.",
    });
  const since = now - minute;
  const had = await tokensSince(db, user, asked, since);
  let sum = had.reduce((all, [, each]) => all + each, tokens);
  if (sum <= most) return [keepsPace({ user, asked, since }, tokens, most)];
  for (const [at, each] of had) {
    sum -= each;
    if (sum > most) continue;
    const seconds = Math.max(1, Math.ceil((at + minute - now) / 1000));
    throw new DeskError("RATE_LIMIT_EXCEEDED", `${limit}, and this would be more.`, {
      retryAfter: seconds,
      next: `Wait ${seconds} s, or ask for fewer tokens.`,
    });
  }
  throw new TypeError("tokens of a minute do not add up");
}
