import type { Statement } from "#db/statement.ts";
import { asError } from "#domains/phone/failures.ts";
import { isAnswer } from "#domains/phone/law/contact-block.ts";
import type { Purpose } from "#domains/phone/law/purpose.ts";
import { lineFor } from "#domains/phone/lines/lines.ts";
import { requireRegistered } from "#domains/phone/lines/missing.ts";
import type { LineRow } from "#domains/phone/lines/store.ts";
import type { Caps, Share } from "#domains/phone/outreach/caps.ts";
import {
  measureOutreach,
  type Outreach,
  outreachOf,
  outreachPermission,
} from "#domains/phone/outreach/outreach.ts";
import type { Around } from "#domains/phone/outreach/repeats-store.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { answeringLine } from "#domains/phone/routing/answering-line.ts";
import { type Budget, budgetOf, keepsBudget, requireWithin } from "#domains/phone/usage/budget.ts";
import type { OperationContext, Plan } from "#operation/operation.ts";
import type { Permission } from "#operation/permission.ts";
import { DeskError } from "#src/errors.ts";
import { type Draft, readDrafts } from "./drafts.ts";
import { type Estimate, estimateOf } from "./estimate.ts";
import { type Sorted, sortOut, type Wanted } from "./sorting-out.ts";
import { cardOf } from "./texts-card.ts";
import { type TextsResult, viewBlock } from "./texts-shown.ts";

export interface Text extends Draft {
  id: string;
  conversationId: string;
  segments: number;
  cost: number | null;
}

/** Undefined where nothing is to be sent. */
export type TextsData = Sending | undefined;

export interface Sending {
  texts: Text[];
  line: LineRow;
  outreach: Outreach;
  caps: Caps;
  shares: Share[];
  /** Around when a text like it would be a repeat. */
  repeats: Around;
  /** What keeps the line within its month's budget. */
  spending: Statement[];
  purpose: Purpose;
  mediaUrls: readonly string[];
  /** When they go out, where that is later. */
  dueAt: number | undefined;
  bulk:
    | { id: string; everybody: { phone: string; messageId: string | null; blockedBy: string | null }[] }
    | undefined;
  askedBy: string;
  now: number;
}

const dayMs = 86_400_000;
/** How far ahead a text may be asked for, in milliseconds. */
const furthestAhead = 366 * dayMs;

/** Reads numbers, drops doubles and repeats, asks who may be texted then. @throws BLOCKED when nobody may. */
export async function planTexts(
  ctx: OperationContext,
  wanted: Wanted,
): Promise<Plan<TextsData, TextsResult>> {
  const at = sendingTime(wanted.scheduledAt, ctx);
  const drafts = readDrafts(wanted.drafts, ctx.settings);
  const line = await sendingLine(ctx, wanted, drafts);
  requireRegistered(
    line,
    drafts.map(({ to }) => to),
  );
  const sorted = await sortOut(ctx, { wanted, line, drafts, at });
  const { allowed, refused, repeated, blocks, recipients } = sorted;
  const [first] = refused.map(({ to }) => blocks.get(to));
  if (allowed.length === 0 && repeated.length === 0 && first) throw first;

  const estimate = estimateOf(allowed, line, wanted.mediaUrls.length);
  const texts = allowed.map((draft, n) => ({
    ...draft,
    id: ctx.newId("msg"),
    conversationId: ctx.newId("cnv"),
    ...(estimate.each[n] ?? { segments: 1, cost: null }),
  }));
  const isNew = (phone: string) => !isAnswer(recipients.get(phone)?.lastInboundAt, ctx.now);
  const outreach = outreachOf(ctx, allowed.map(({ to }) => to).filter(isNew));
  const measures = await measureOutreach(ctx, outreach);
  const facts = factsOf({ line, sorted, wanted, at, now: ctx.now });
  const cost = estimate.whole.cost?.micros ?? 0;
  const budget = await budgetOf(line, at, ctx);
  if (wanted.isDry) return rehearsed(ctx, { sorted, facts, measures, estimate: estimate.whole, budget });
  requireWithin(budget, cost, ctx.settings);

  const recallMs = isRisky(wanted, texts.length, ctx) ? ctx.settings.get("windows.recall_seconds") * 1000 : 0;
  const goesOutAt = Math.max(at, ctx.now + recallMs);
  const dueAt = goesOutAt > ctx.now ? goesOutAt : undefined;
  const bulk = wanted.isBulk ? { id: ctx.newId("blk"), everybody: everybodyOf(sorted, texts) } : undefined;
  const { purpose = "conversational", mediaUrls, askedBy = ctx.principal.client } = wanted;
  return {
    measures,
    facts,
    card: () => cardOf(ctx, { line, texts: allowed, refused: refused.map(({ to }) => to), ...wanted, at }),
    data: {
      ...{ texts, purpose, line, outreach, mediaUrls, dueAt, bulk, askedBy, now: ctx.now },
      ...{ caps: sorted.caps, shares: sorted.shares, repeats: sorted.repeats },
      spending: keepsBudget(budget, cost),
    },
    result: {
      ids: [...repeated, ...texts.map((text) => text.id)],
      repeated,
      blocked: refused.map(({ to }) => viewBlock(to, blocks.get(to))),
      estimate: estimate.whole,
      ...(bulk ? { bulkId: bulk.id } : {}),
      ...(goesOutAt > at ? { recallUntil: goesOutAt } : {}),
    },
    effects: texts.map((text) => ({ ref: text.id, lane: text.to, dueAt })),
  };
}

/** What a call would do, without anything of it. */
function rehearsed(
  ctx: OperationContext,
  parts: {
    sorted: Sorted;
    facts: Record<string, unknown>;
    measures: Record<string, number>;
    estimate: Estimate;
    budget: Budget | undefined;
  },
): Plan<TextsData, TextsResult> {
  const { sorted, facts, measures, estimate, budget } = parts;
  const asked = { facts, measures, input: undefined, settings: ctx.settings, untrusted: ctx.wordsRead() };
  const permission = outreachPermission.levelOf(asked);
  return {
    facts: { dryRun: true, texts: 0, recipients: [], contents: [] },
    data: undefined,
    result: {
      ...{ ids: [], repeated: [], estimate },
      blocked: sorted.refused.map(({ to }) => viewBlock(to, sorted.blocks.get(to))),
      dry: { ...neededFor(permission), ...(budget ? { budget: viewBudget(budget) } : {}) },
    },
  };
}

function viewBudget({ budget, spent }: Budget) {
  return { micros: budget, spent, left: Math.max(0, budget - spent) };
}

/** What the real call would ask for. */
function neededFor(permission: Permission): NonNullable<TextsResult["dry"]> {
  if (permission.level === "unrestricted") return {};
  return permission.level === "soft_limit"
    ? { needsReasoning: permission.reason }
    : { needsPerson: permission.reason };
}

/** Everybody a bulk was asked for, with the text that each gets, or why none. */
function everybodyOf({ fresh, blocks }: Sorted, texts: readonly Text[]) {
  return fresh.map(({ to, content }) => ({
    phone: to,
    messageId: texts.find((text) => text.to === to && text.content === content)?.id ?? null,
    blockedBy: blocks.get(to)?.code ?? null,
  }));
}

/** What went out cannot be had back: what reaches many, or sells, waits a moment in which it still can. */
function isRisky({ isBulk, purpose }: Wanted, texts: number, { settings }: OperationContext): boolean {
  const few = isBulk ? 1 : settings.get("limits.bulk_without_asking");
  return texts > few || purpose === "marketing";
}

/** @throws DeskError VALIDATION_ERROR for a time that is over or too far off */
function sendingTime(scheduledAt: number | undefined, ctx: OperationContext): number {
  if (scheduledAt === undefined) return ctx.now;
  if (scheduledAt > ctx.now && scheduledAt - ctx.now <= furthestAhead) return scheduledAt;
  throw new DeskError("VALIDATION_ERROR", "A text cannot be scheduled for that time.", {
    fields: { scheduledAt: ["It has to be in the future, within a year."] },
    next: "Give a later time, or leave scheduledAt out to send it now.",
  });
}

interface FactParts {
  line: LineRow;
  sorted: Sorted;
  wanted: Wanted;
  at: number;
  now: number;
}

function factsOf({ line, sorted, wanted, at, now }: FactParts): Record<string, unknown> {
  const { fresh, allowed, refused } = sorted;
  const { purpose, mediaUrls } = wanted;
  return {
    from: line.number,
    texts: fresh.length,
    recipients: allowed.map((draft) => draft.to),
    contents: [...new Set([...allowed.map((draft) => draft.content), ...mediaUrls])],
    ...(isSaidToEach(allowed) ? {} : { reaches: allowed.map((draft) => [draft.to, draft.content]) }),
    blocked: [...new Set(refused.map(({ to }) => to))],
    ...(purpose === undefined ? {} : { purpose }),
    ...(at > now ? { scheduledAt: at } : {}),
  };
}

/** Whether everybody is told the same: then whom and what say all. */
function isSaidToEach(drafts: readonly Draft[]): boolean {
  return new Set(drafts.map((draft) => draft.content)).size <= 1;
}

async function sendingLine(
  ctx: OperationContext,
  { from, mediaUrls }: Wanted,
  drafts: readonly Draft[],
): Promise<LineRow> {
  const [only, ...others] = drafts;
  const isOne = from === undefined && only !== undefined && others.length === 0;
  const line = (isOne ? await answeringLine(ctx, only.to) : undefined) ?? (await lineFor(ctx, from, "from"));
  const provider = ctx.service(phoneProviders).get(line.provider);
  if (!provider?.capabilities.has("send")) throw asError("no_key");
  if (!line.canText) throw asError("carrier_registration");
  if (mediaUrls.length > 0 && !provider.capabilities.has("pictures"))
    throw new DeskError("UNSUPPORTED", `${line.number} is held at a provider that sends no pictures.`, {
      next: "Put a link into the text, or send from a line that can; list_lines says which.",
    });
  return line;
}
