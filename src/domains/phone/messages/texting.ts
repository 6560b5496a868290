import { sql } from "drizzle-orm";
import * as z from "zod";
import { guard, type Statement } from "#db/statement.ts";
import { lastInbound, touchConversation } from "#domains/phone/conversations/store.ts";
import { asError, type FailureReason } from "#domains/phone/failures.ts";
import { shownMessages } from "#domains/phone/history-store.ts";
import { lineFor } from "#domains/phone/lines/lines.ts";
import type { LineRow } from "#domains/phone/lines/store.ts";
import { isAnswer, textingBlock } from "#domains/phone/outreach/compliance.ts";
import { optedOut } from "#domains/phone/outreach/opt-out-store.ts";
import {
  isUnasked,
  keepsWithin,
  measureOutreach,
  type Outreach,
  outreachOf,
} from "#domains/phone/outreach/outreach.ts";
import { recipientsCard } from "#domains/phone/outreach/recipients-card.ts";
import { askedLike, newestOf } from "#domains/phone/outreach/repeats-store.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { insertMessage } from "#domains/phone/recording-store.ts";
import { messageView, viewMessage } from "#domains/phone/view.ts";
import type { CardLine } from "#operation/card.ts";
import type { OperationContext, Plan } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { hasWords } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import type { DeskError } from "#src/errors.ts";

/** The longest text a provider takes, in characters. */
export const longestText = 1600;

/** One text to one number. Several numbers are several texts: nobody sees who else got one. */
export interface Draft {
  to: string;
  content: string;
}

export const content = z
  .string()
  .min(1)
  .max(longestText)
  .refine(hasWords, "A text without anything to see cannot be sent.")
  .refine(
    (text) => text.isWellFormed() && !/[^\P{Cc}\n\t\r]/u.test(text),
    "It has characters that cannot be sent.",
  );

const blocked = z.object({
  to: z.string(),
  code: z.string(),
  message: z.string(),
  nextAllowedAt: z.string().optional(),
});

const shown = messageView.extend({
  repeated: z.literal(true).optional().describe("Sent to this number minutes ago; it was not sent again."),
});

export const textsSent = z.object({
  messages: z.array(shown),
  blocked: z.array(blocked).describe("Numbers that were not texted, and why."),
  truncated: z.boolean().describe("True when not every text is listed; get_message_history has them all."),
});

type TextsSent = z.infer<typeof textsSent>;

/** What a caller wants sent. */
export interface Wanted {
  from: string | undefined;
  drafts: Draft[];
  /** Sends again what was sent to the same number minutes ago. */
  allowDuplicate: boolean;
}

interface Text extends Draft {
  id: string;
  conversationId: string;
}

export interface TextsData {
  texts: Text[];
  line: LineRow;
  outreach: Outreach;
  /** Texts like these that were asked for since then are repeats; undefined where repeats are wanted. */
  repeatsSince: number | undefined;
  askedBy: string;
  now: number;
}

export interface TextsResult {
  ids: string[];
  repeated: string[];
  blocked: z.infer<typeof blocked>[];
}

/** Reads numbers, drops doubles and repeats, asks who may be texted now. @throws BLOCKED when nobody may. */
export async function planTexts(
  ctx: OperationContext,
  wanted: Wanted,
): Promise<Plan<TextsData, TextsResult>> {
  const line = await sendingLine(ctx, wanted.from);
  const drafts = readDrafts(wanted.drafts, ctx.settings);
  const minutes = ctx.settings.get("windows.same_text_minutes");
  const repeatsSince = wanted.allowDuplicate || minutes === 0 ? undefined : ctx.now - minutes * 60_000;
  const { fresh, repeated } = await withoutRepeats(ctx, line, drafts, repeatsSince);
  const { blocks, written } = await blocksOf(ctx, line, fresh);
  const allowed = fresh.filter((draft) => !blocks.has(draft.to));
  const [first] = blocks.values();
  if (allowed.length === 0 && repeated.length === 0 && first) throw first;
  const texts = allowed.map((draft) => ({
    ...draft,
    id: ctx.newId("msg"),
    conversationId: ctx.newId("cnv"),
  }));
  const recipients = allowed.map((draft) => draft.to);
  const isNew = (phone: string) => !isAnswer(written.get(phone), ctx.now);
  const outreach = outreachOf(ctx, recipients.filter(isNew));
  return {
    measures: await measureOutreach(ctx, outreach),
    card: () => cardOf(ctx, line, allowed, [...blocks.keys()]),
    facts: {
      from: line.number,
      texts: fresh.length,
      recipients,
      contents: [...new Set(allowed.map((draft) => draft.content))],
      ...(isSaidToEach(allowed) ? {} : { reaches: allowed.map((draft) => [draft.to, draft.content]) }),
      blocked: [...blocks.keys()],
    },
    data: { texts, line, outreach, repeatsSince, askedBy: ctx.principal.client, now: ctx.now },
    result: {
      ids: [...repeated, ...texts.map((text) => text.id)],
      repeated,
      blocked: [...blocks].map(([to, error]) => viewBlock(to, error)),
    },
    effects: texts.map((text) => ({ ref: text.id, lane: text.to })),
  };
}

/** Whether everybody is told the same: then whom and what say all. */
function isSaidToEach(drafts: Draft[]): boolean {
  return new Set(drafts.map((draft) => draft.content)).size <= 1;
}

async function sendingLine(ctx: OperationContext, from: string | undefined): Promise<LineRow> {
  const line = await lineFor(ctx, from, "from");
  if (!ctx.service(phoneProviders).get(line.provider)?.capabilities.has("send")) throw asError("no_key");
  if (!line.canText) throw asError("carrier_registration");
  return line;
}

async function withoutRepeats(
  ctx: OperationContext,
  line: LineRow,
  drafts: Draft[],
  since: number | undefined,
) {
  if (since === undefined) return { fresh: drafts, repeated: [] };
  const earlier = await Promise.all(
    drafts.map(({ to, content }) =>
      newestOf(ctx.db, askedLike({ lineId: line.id, peer: to, content }, since)),
    ),
  );
  return {
    fresh: drafts.filter((_, n) => !earlier[n]),
    repeated: earlier.filter((id) => id !== undefined),
  };
}

async function blocksOf(
  ctx: OperationContext,
  line: LineRow,
  drafts: Draft[],
): Promise<{ blocks: Map<string, DeskError>; written: Map<string, number> }> {
  const phones = [...new Set(drafts.map((draft) => draft.to))];
  const [silent, written] = await Promise.all([optedOut(ctx.db, phones), lastInbound(ctx.db, phones)]);
  const blocks = new Map<string, DeskError>();
  for (const phone of phones) {
    const recipient = { hasOptedOut: silent.has(phone), lastInboundAt: written.get(phone) };
    const block = textingBlock(recipient, line.provider === "sandbox", ctx.settings, ctx.now);
    if (block) blocks.set(phone, block);
  }
  return { blocks, written };
}

async function cardOf(
  ctx: OperationContext,
  line: LineRow,
  texts: Draft[],
  blocked: string[],
): Promise<CardLine[]> {
  const contents = new Set(texts.map((text) => text.content));
  const [only] = contents;
  const isOne = contents.size === 1 && only !== undefined;
  return [
    { label: "From", value: `${line.name}, ${line.number}` },
    await recipientsCard(
      ctx,
      `To ${counted(texts.length, "number")}`,
      texts.map(({ to }) => to),
    ),
    ...(isOne
      ? [{ label: "Text", quote: only }]
      : texts.map(({ to, content: text }) => ({ label: `Text to ${to}`, quote: text }))),
    ...(blocked.length > 0 ? [{ label: "Not texted, as they may not be now", values: blocked }] : []),
  ];
}

export function applyTexts(data: TextsData, ctx: OperationContext): Statement[] {
  const { texts, line, outreach, repeatsSince, askedBy, now } = data;
  const isNew = new Set(isUnasked(ctx) ? outreach.planned.map(({ phone }) => phone) : []);
  const unasked = { since: outreach.lately };
  const statements = texts.flatMap((text) => [
    ...(repeatsSince === undefined ? [] : [notSentSince(line, text, repeatsSince)]),
    touchConversation(text.conversationId, text.to, {
      at: now,
      unasked: isNew.has(text.to) ? unasked : undefined,
      now,
    }),
    insertMessage({
      id: text.id,
      lineId: line.id,
      provider: line.provider,
      direction: "outbound",
      peer: text.to,
      content: text.content,
      status: "queued",
      askedBy,
      at: now,
      createdAt: now,
      updatedAt: now,
    }),
  ]);
  return [...keepsWithin(outreach, ctx), ...statements];
}

/** Two equal calls at once both find no repeat when they plan: the second one's unit ends here. */
function notSentSince(line: LineRow, text: Text, since: number): Statement {
  const like = askedLike({ lineId: line.id, peer: text.to, content: text.content }, since);
  return guard("the text has not been sent a moment ago", sql`NOT EXISTS (${like})`);
}

const longestList = 60;

/** What became of the texts by now. @throws what went wrong, when there was one text and it failed for certain. */
export async function answerTexts(result: TextsResult, ctx: OperationContext): Promise<TextsSent> {
  const rows = await shownMessages(ctx.db, result.ids.slice(0, longestList));
  const [only] = rows;
  if (
    only &&
    result.ids.length === 1 &&
    result.repeated.length === 0 &&
    only.status === "failed" &&
    only.errorCode
  ) {
    throw asError(only.errorCode as FailureReason, { message_id: only.id });
  }
  const zone = ctx.settings.get("business.zone");
  const isLong = rows.length > 10;
  const messages = rows.map((row) => {
    const view = viewMessage(row, zone);
    const repeated = result.repeated.includes(row.id) ? { repeated: true as const } : {};
    return isLong ? { ...view, ...repeated, content: undefined } : { ...view, ...repeated };
  });
  return {
    messages,
    blocked: result.blocked.slice(0, longestList),
    truncated: result.ids.length > longestList,
  };
}

export function summarizeTexts({ messages, blocked: refused }: TextsSent): string {
  const counts = new Map<string, number>();
  for (const { status } of messages) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, n]) => `${n} ${status}`);
  const repeats = messages.filter((message) => message.repeated).length;
  if (repeats > 0) parts.push(`${repeats} of them sent minutes ago and not again`);
  if (refused.length > 0) parts.push(`${refused.length} not sent`);
  return `Texts: ${parts.join(", ")}.`;
}

function readDrafts(drafts: Draft[], settings: Settings): Draft[] {
  const region = settings.get("business.region");
  const read = drafts.map(({ to, content: text }, index) => ({
    to: requirePhoneNumber(to, region, `to.${index}`),
    content: text,
  }));
  const seen = new Set<string>();
  return read.filter(({ to, content: text }) => {
    const name = `${to}\n${text}`;
    return seen.has(name) ? false : seen.add(name);
  });
}

function viewBlock(to: string, error: DeskError): z.infer<typeof blocked> {
  const { nextAllowedAt } = error.detail;
  return { to, code: error.code, message: error.message, ...(nextAllowedAt ? { nextAllowedAt } : {}) };
}
