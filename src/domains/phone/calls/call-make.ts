import { sql } from "drizzle-orm";
import * as z from "zod";
import { guard, type Statement } from "#db/statement.ts";
import { touchConversation } from "#domains/phone/conversations/store.ts";
import { asError, type FailureReason } from "#domains/phone/failures.ts";
import { shownCallById } from "#domains/phone/history-store.ts";
import { isAnswer } from "#domains/phone/law/contact-block.ts";
import { type Purpose, purposeInput } from "#domains/phone/law/purpose.ts";
import { lineFor, usableLines } from "#domains/phone/lines/lines.ts";
import type { LineRow } from "#domains/phone/lines/store.ts";
import { allowedAt } from "#domains/phone/outreach/allowed-at.ts";
import {
  callPermission,
  isUnasked,
  keepsWithin,
  measureOutreach,
  type Outreach,
  outreachOf,
} from "#domains/phone/outreach/outreach.ts";
import { recipientsCard } from "#domains/phone/outreach/recipients-card.ts";
import { calledSince, newestOf } from "#domains/phone/outreach/repeats-store.ts";
import { callCost } from "#domains/phone/prices.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { insertCall } from "#domains/phone/recording-store.ts";
import { budgetOf, keepsBudget, requireWithin } from "#domains/phone/usage/budget.ts";
import { callView, viewCall } from "#domains/phone/view.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { counted } from "#platform/words.ts";
import { DeskError } from "#src/errors.ts";
import { callEffect } from "./call-effect.ts";
import { ringNumbers } from "./call-route.ts";

const input = z.strictObject({
  from: z
    .string()
    .max(40)
    .optional()
    .describe("The desk's number to call from; the usual line when left out."),
  to: z.string().min(1).max(40).describe("The number to call, any readable form."),
  maxDuration: z.int().min(10).max(14_400).optional().describe("Seconds after which the call is ended."),
  purpose: purposeInput,
  say: z
    .string()
    .trim()
    .min(1)
    .max(1000)
    .optional()
    .describe("What an artificial voice says to them; else somebody of the business is put through."),
});

interface Data {
  id: string;
  conversationId: string;
  line: LineRow;
  outreach: Outreach;
  to: string;
  maxDuration: number | undefined;
  say: string | undefined;
  purpose: Purpose | undefined;
  /** What keeps the line within its month's budget. */
  spending: Statement[];
  repeatsSince: number;
  askedBy: string;
  now: number;
}

/** A second call to the same number within this time is the first one, in milliseconds. */
const sameCallWindow = 60_000;

/**
 * Places a call from one of the desk's lines.
 * @throws UNSUPPORTED on a line whose provider places no calls; BLOCKED after an opt-out.
 */
export const callMake = defineWrite({
  name: "call.make",
  title: "Place a call",
  description:
    "Calls a number from one of the desk's lines. It costs money by the minute and rings somebody's phone at once. Not every line can: list_lines says which (canCall).",
  scopes: ["phone:write"],
  input,
  output: z.object({ call: callView }),
  example: { to: "+15550100200", maxDuration: 300 },
  summary: ({ call }) => `The call to ${call.to} is ${call.status} (${call.id}).`,
  hints: { destructive: false, idempotent: false, openWorld: true },
  uses: ["contact.look_up"],
  permission: callPermission,
  plan,
  apply: placed,
  answer: answerCall,
  effect: callEffect,
});

async function plan(
  given: z.infer<typeof input>,
  ctx: OperationContext,
): Promise<Plan<Data | undefined, { id: string }>> {
  const line = await lineFor(ctx, given.from, "from");
  const providers = ctx.service(phoneProviders);
  if (!line.canCall || !providers.get(line.provider)?.capabilities.has("call"))
    throw await cannotCall(line, ctx);
  const to = requirePhoneNumber(given.to, ctx.settings.get("business.region"), "to");
  const lastInboundAt = await requireCallable(to, line, given.purpose, ctx);
  const repeatsSince = ctx.now - sameCallWindow;
  const earlier = await newestOf(ctx.db, calledSince(to, repeatsSince));
  if (earlier) return { facts: { recipients: [], texts: 0 }, data: undefined, result: { id: earlier } };
  const id = ctx.newId("cal");
  const { maxDuration, say } = given;
  await requireVoice(line, to, say, ctx);
  // Nobody knows how long it will be: there has to be enough for a minute.
  const budget = await budgetOf(line, ctx.now, ctx);
  const minute = callCost(line.provider, to, 60) ?? 0;
  requireWithin(budget, minute, ctx.settings);
  const outreach = outreachOf(ctx, isAnswer(lastInboundAt, ctx.now) ? [] : [to]);
  return {
    facts: {
      from: line.number,
      recipients: [to],
      texts: 1,
      maxDuration: maxDuration ?? null,
      ...saidOn(say),
    },
    measures: await measureOutreach(ctx, outreach),
    card: async () => [
      { label: "From", value: `${line.name}, ${line.number}` },
      await recipientsCard(ctx, "Call", [to]),
      ...(say === undefined ? [] : [{ label: "An artificial voice says", quote: say }]),
      ...(maxDuration === undefined ? [] : [{ label: "At most", value: counted(maxDuration, "second") }]),
    ],
    data: {
      id,
      outreach,
      conversationId: ctx.newId("cnv"),
      line,
      to,
      maxDuration,
      say,
      purpose: given.purpose,
      spending: keepsBudget(budget, minute),
      repeatsSince,
      askedBy: ctx.principal.client,
      now: ctx.now,
    },
    result: { id },
    effects: [{ ref: id, lane: to }],
  };
}

function saidOn(say: string | undefined): { contents?: string[] } {
  return say === undefined ? {} : { contents: [say] };
}

/** @throws DeskError VALIDATION_ERROR where nobody would be at this end of the call */
async function requireVoice(
  line: LineRow,
  to: string,
  say: string | undefined,
  ctx: OperationContext,
): Promise<void> {
  if (say !== undefined || line.provider === "sandbox" || (await ringNumbers(to, ctx)).length > 0) return;
  throw new DeskError("VALIDATION_ERROR", "Nobody of the business would be on the call.", {
    fields: { say: ["Say what is to be said to them, as no phone of the business is named that rings."] },
    next: "Give `say`, or let the owner name a phone under calls.ring_numbers.",
  });
}

/** When they last wrote or called. @throws DeskError BLOCKED where they may not be called now */
async function requireCallable(
  peer: string,
  { provider }: LineRow,
  purpose: Purpose | undefined,
  ctx: OperationContext,
): Promise<number | undefined> {
  const how = { channel: "call", peer, purpose, provider } as const;
  const { lastInboundAt, block } = await allowedAt(how, ctx.now, ctx);
  if (block) throw block;
  return lastInboundAt;
}

async function cannotCall(line: LineRow, ctx: OperationContext): Promise<DeskError> {
  const providers = ctx.service(phoneProviders);
  const able = (await usableLines(ctx)).filter(
    (each) => each.canCall && providers.get(each.provider)?.capabilities.has("call"),
  );
  const instead = able.map((each) => each.number).join(", ");
  return new DeskError(
    "UNSUPPORTED",
    providers.get(line.provider)?.capabilities.has("call")
      ? `${line.number} places no calls.`
      : `${line.number} is held at ${line.provider}, which places no calls through its interface.`,
    {
      next: instead
        ? `Call from a line that can: ${instead}.`
        : `Send a text instead, or let a person call in ${line.provider}'s own app. Lines of Twilio and of the sandbox place calls.`,
    },
  );
}

function placed(data: Data | undefined, ctx: OperationContext): Statement[] {
  if (!data) return [];
  const {
    id,
    conversationId,
    line,
    to,
    maxDuration,
    say,
    purpose,
    spending,
    outreach,
    repeatsSince,
    askedBy,
    now,
  } = data;
  const isNew = isUnasked(ctx) && outreach.planned.length > 0;
  return [
    ...keepsWithin(outreach, ctx),
    ...spending,
    guard("nobody is calling the number already", sql`NOT EXISTS (${calledSince(to, repeatsSince)})`),
    touchConversation(conversationId, to, {
      at: now,
      unasked: isNew ? { since: outreach.lately } : undefined,
      now,
    }),
    insertCall({
      id,
      lineId: line.id,
      provider: line.provider,
      direction: "outbound",
      peer: to,
      status: "queued",
      maxDuration: maxDuration ?? null,
      say: say ?? null,
      purpose: purpose ?? null,
      askedBy,
      at: now,
      createdAt: now,
      updatedAt: now,
    }),
  ];
}

async function answerCall({ id }: { id: string }, ctx: OperationContext) {
  const row = await shownCallById(ctx.db, id);
  if (!row) throw new DeskError("NOT_FOUND", "The call has been removed since.");
  if (row.status === "failed" && row.errorCode)
    throw asError(row.errorCode as FailureReason, { call_id: id });
  return { call: viewCall(row, ctx.settings.get("business.zone")) };
}
