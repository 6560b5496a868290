import * as z from "zod";
import type {
  Effect,
  EffectContext,
  OperationContext,
  PermissionRule,
  Plan,
  Settlement,
} from "#catalog/operation.ts";
import { unrestricted } from "#catalog/operation.ts";
import type { Statement } from "#db/statement.ts";
import type { Settings } from "#domains/business/settings.ts";
import { digestOf } from "#platform/canonical.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import type { DeskError } from "#src/errors.ts";
import { textingBlock } from "./compliance.ts";
import { asError, type FailureReason, ProviderFailure } from "./failures.ts";
import { advanceMessage, insertMessage, messageIs, messagesByIds, nameMessage } from "./history-store.ts";
import { lineFor } from "./lines.ts";
import { type OutgoingText, phoneProviders, type SentText } from "./provider.ts";
import { allLines, type LineRow, lastInbound, optedOut, optOut, touchConversation } from "./store.ts";
import { messageView, showing, viewMessage } from "./view.ts";

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
  .refine((text) => text.trim().length > 0, "An empty text cannot be sent.");

const blocked = z.object({
  to: z.string(),
  code: z.string(),
  message: z.string(),
  nextAllowedAt: z.string().optional(),
});

export const textsSent = z.object({
  messages: z.array(messageView),
  blocked: z.array(blocked).describe("Numbers that were not texted, and why."),
  truncated: z.boolean().describe("True when not every text is listed; get_message_history has them all."),
});

type TextsSent = z.infer<typeof textsSent>;

interface Text extends Draft {
  id: string;
  conversationId: string;
}

export interface TextsData {
  texts: Text[];
  line: LineRow;
  askedBy: string;
  now: number;
}

export interface TextsResult {
  ids: string[];
  blocked: z.infer<typeof blocked>[];
}

/** Reads numbers, drops doubles, asks who may be texted now. @throws BLOCKED when nobody may. */
export async function planTexts(
  ctx: OperationContext,
  from: string | undefined,
  drafts: Draft[],
): Promise<Plan<TextsData, TextsResult>> {
  const line = await lineFor(ctx, from, "from");
  if (!line.canText) throw asError("carrier_registration");
  const wanted = readDrafts(drafts, ctx.settings);
  const phones = wanted.map((draft) => draft.to);
  const [silent, written] = await Promise.all([optedOut(ctx.db, phones), lastInbound(ctx.db, phones)]);
  const blocks = new Map<string, DeskError>();
  for (const phone of new Set(phones)) {
    const recipient = { phone, hasOptedOut: silent.has(phone), lastInboundAt: written.get(phone) };
    const block = textingBlock(recipient, line.provider === "sandbox", ctx.settings, ctx.now);
    if (block) blocks.set(phone, block);
  }
  const allowed = wanted.filter((draft) => !blocks.has(draft.to));
  const [first] = blocks.values();
  if (allowed.length === 0 && first) throw first;
  const texts = allowed.map((draft) => ({
    ...draft,
    id: ctx.newId("msg"),
    conversationId: ctx.newId("cnv"),
  }));
  return {
    facts: {
      from: line.number,
      texts: wanted.length,
      recipients: allowed.map((draft) => draft.to),
      contents: [...new Set(allowed.map((draft) => draft.content))],
      blocked: [...blocks.keys()],
    },
    data: { texts, line, askedBy: ctx.principal.client, now: ctx.now },
    result: {
      ids: texts.map((text) => text.id),
      blocked: [...blocks].map(([to, error]) => viewBlock(to, error)),
    },
    effects: texts.map((text) => ({ ref: text.id, lane: text.to })),
  };
}

export function applyTexts({ texts, line, askedBy, now }: TextsData): Statement[] {
  return texts.flatMap((text) => [
    touchConversation(text.conversationId, text.to, now, null, now),
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
}

const longestList = 60;

/** What became of the texts by now. @throws what went wrong, when there was one text and it failed for certain. */
export async function answerTexts(result: TextsResult, ctx: OperationContext): Promise<TextsSent> {
  const rows = await messagesByIds(ctx.db, result.ids.slice(0, longestList));
  const [only] = rows;
  if (only && result.ids.length === 1 && only.status === "failed" && only.errorCode) {
    throw asError(only.errorCode as FailureReason, { message_id: only.id });
  }
  const show = showing(ctx.settings, await allLines(ctx.db));
  const isLong = rows.length > 10;
  const messages = rows.map((row) => {
    const view = viewMessage(row, show);
    return isLong ? { ...view, content: undefined } : view;
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
  if (refused.length > 0) parts.push(`${refused.length} not sent`);
  return `Texts: ${parts.join(", ")}.`;
}

/** More than five texts in one call wait for a person. */
export const bulkPermission: PermissionRule<unknown> = {
  rule: "More than 5 texts in one call require a person.",
  levelOf(facts, _input, settings) {
    const texts = Number(facts["texts"]);
    const free = settings.get("limits.bulk_without_asking");
    if (texts <= free) return unrestricted;
    const reason = `It would text ${texts} numbers at once; more than ${free} need a person's word.`;
    return { level: "requires_authorization", reason };
  },
};

/** The same texts from the same line within the window are one call. */
export function textsKey(
  from: string | undefined,
  drafts: Draft[],
  settings: Settings,
): { key: string; window: number } | undefined {
  const minutes = settings.get("windows.same_text_minutes");
  return minutes === 0 ? undefined : { key: digestOf({ from, drafts }), window: minutes * 60_000 };
}

/** Sends one recorded text; the outbox runs it once. */
export const textEffect: Effect = { run: sendText, lost: loseText, lookUp: findText };

async function sendText(id: string, ctx: EffectContext): Promise<Settlement> {
  const found = await outgoing(id, ctx);
  if (!found) return { state: "failed", unit: [] };
  const { text, provider } = found;
  if ((await optedOut(ctx.db, [text.to])).has(text.to)) return failed(id, "opted_out", ctx.now);
  try {
    return sent(id, provider.name, await provider.send(text, ctx.begin), ctx.now);
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    if (failure.isUncertain)
      return { state: "unknown", unit: [advanceMessage(messageIs(id), "unknown", failure.reason, ctx.now)] };
    const learned = failure.reason === "opted_out" ? [optOut(text.to, "provider", ctx.now)] : [];
    const settled = failed(id, failure.reason, ctx.now);
    return { ...settled, unit: [...settled.unit, ...learned] };
  }
}

function loseText(id: string, now: number): Statement[] {
  return [advanceMessage(messageIs(id), "unknown", "lost", now)];
}

async function findText(id: string, ctx: EffectContext): Promise<Settlement | undefined> {
  const found = await outgoing(id, ctx);
  if (!found?.provider.capabilities.has("find_sent")) return undefined;
  const trace = await found.provider.findSent(found.text);
  return trace ? sent(id, found.provider.name, trace, ctx.now) : undefined;
}

async function outgoing(id: string, ctx: EffectContext) {
  const [row] = await messagesByIds(ctx.db, [id]);
  const line = row && (await allLines(ctx.db)).find((each) => each.id === row.lineId);
  const provider = line && ctx.service(phoneProviders).get(line.provider);
  if (!row || !line || !provider) return undefined;
  const text: OutgoingText = { ref: id, line, to: row.peer, content: row.content, triedAt: row.at };
  return { text, provider };
}

function sent(id: string, provider: string, text: SentText, now: number): Settlement {
  const status = text.status === "queued" ? "sent" : text.status;
  const reason = status === "undelivered" ? "undeliverable" : null;
  return {
    state: "done",
    unit: [
      ...nameMessage(id, provider, text.providerId, now),
      advanceMessage(messageIs(id), status, reason, now),
    ],
    events: [{ type: "message.sent", subject: id }],
  };
}

function failed(id: string, reason: FailureReason, now: number): Settlement {
  return {
    state: "failed",
    unit: [advanceMessage(messageIs(id), "failed", reason, now)],
    events: [{ type: "message.failed", subject: id }],
  };
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
