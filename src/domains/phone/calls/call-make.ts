import { sql } from "drizzle-orm";
import * as z from "zod";
import { guard, type Statement } from "#db/statement.ts";
import { answeredHere, lastInbound, touchConversation } from "#domains/phone/conversations/store.ts";
import { asError, type FailureReason, ProviderFailure } from "#domains/phone/failures.ts";
import { callById, shownCallById } from "#domains/phone/history-store.ts";
import { lineFor, usableLines } from "#domains/phone/lines/lines.ts";
import { allLines, type LineRow } from "#domains/phone/lines/store.ts";
import { isAnswer } from "#domains/phone/outreach/compliance.ts";
import { optedOut } from "#domains/phone/outreach/opt-out-store.ts";
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
import { phoneProviders } from "#domains/phone/provider.ts";
import { nameCall } from "#domains/phone/provider-names-store.ts";
import { callIs, insertCall, ringCall, updateCall } from "#domains/phone/recording-store.ts";
import { callView, viewCall } from "#domains/phone/view.ts";
import {
  defineWrite,
  type Effect,
  type EffectContext,
  type OperationContext,
  type Plan,
  type Settlement,
} from "#operation/operation.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { counted } from "#platform/words.ts";
import { DeskError } from "#src/errors.ts";

const input = z.strictObject({
  from: z
    .string()
    .max(40)
    .optional()
    .describe("The desk's number to call from; the usual line when left out."),
  to: z.string().min(1).max(40).describe("The number to call, any readable form."),
  maxDuration: z.int().min(10).max(14_400).optional().describe("Seconds after which the call is ended."),
});

interface Data {
  id: string;
  conversationId: string;
  line: LineRow;
  outreach: Outreach;
  to: string;
  maxDuration: number | undefined;
  repeatsSince: number;
  askedBy: string;
  now: number;
}

/** A second call to the same number within this time is the first one, in milliseconds. */
const sameCallWindow = 60_000;
/** A call that could not go out for so long is not placed any more, in milliseconds. */
const longestWait = 60_000;

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
  effect: { run: placeCall, lost: loseCall } satisfies Effect,
});

async function plan(
  given: z.infer<typeof input>,
  ctx: OperationContext,
): Promise<Plan<Data | undefined, { id: string }>> {
  const line = await lineFor(ctx, given.from, "from");
  const providers = ctx.service(phoneProviders);
  if (!providers.get(line.provider)?.capabilities.has("call")) throw await cannotCall(line, ctx);
  const to = requirePhoneNumber(given.to, ctx.settings.get("business.region"), "to");
  if ((await optedOut(ctx.db, [to])).has(to)) {
    throw new DeskError("BLOCKED", "This number has asked not to be contacted.", { next: "Do not call it." });
  }
  const repeatsSince = ctx.now - sameCallWindow;
  const earlier = await newestOf(ctx.db, calledSince(line.id, to, repeatsSince));
  if (earlier) return { facts: { recipients: [], texts: 0 }, data: undefined, result: { id: earlier } };
  const id = ctx.newId("cal");
  const { maxDuration } = given;
  const written = (await lastInbound(ctx.db, [to])).get(to);
  const outreach = outreachOf(ctx, isAnswer(written, ctx.now) ? [] : [to]);
  return {
    facts: { from: line.number, recipients: [to], texts: 1, maxDuration: maxDuration ?? null },
    measures: await measureOutreach(ctx, outreach),
    card: async () => [
      { label: "From", value: `${line.name}, ${line.number}` },
      await recipientsCard(ctx, "Call", [to]),
      ...(maxDuration === undefined ? [] : [{ label: "At most", value: counted(maxDuration, "second") }]),
    ],
    data: {
      id,
      outreach,
      conversationId: ctx.newId("cnv"),
      line,
      to,
      maxDuration,
      repeatsSince,
      askedBy: ctx.principal.client,
      now: ctx.now,
    },
    result: { id },
    effects: [{ ref: id, lane: to }],
  };
}

async function cannotCall(line: LineRow, ctx: OperationContext): Promise<DeskError> {
  const providers = ctx.service(phoneProviders);
  const able = (await usableLines(ctx)).filter((each) =>
    providers.get(each.provider)?.capabilities.has("call"),
  );
  const instead = able.map((each) => each.number).join(", ");
  return new DeskError(
    "UNSUPPORTED",
    `${line.number} is held at ${line.provider}, which places no calls through its interface.`,
    {
      next: instead
        ? `Call from a line that can: ${instead}.`
        : `Send a text instead, or let a person call in ${line.provider}'s own app. Lines of the sandbox, and later of Twilio, place calls.`,
    },
  );
}

function placed(data: Data | undefined, ctx: OperationContext): Statement[] {
  if (!data) return [];
  const { id, conversationId, line, to, maxDuration, outreach, repeatsSince, askedBy, now } = data;
  const isNew = isUnasked(ctx) && outreach.planned.length > 0;
  return [
    ...keepsWithin(outreach, ctx),
    guard(
      "nobody is calling the number already",
      sql`NOT EXISTS (${calledSince(line.id, to, repeatsSince)})`,
    ),
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

async function placeCall(id: string, ctx: EffectContext): Promise<Settlement> {
  const row = await callById(ctx.db, id);
  const line = row && (await allLines(ctx.db)).find((each) => each.id === row.lineId);
  const provider = line && ctx.service(phoneProviders).get(line.provider);
  if (!row || !line || !provider?.capabilities.has("call")) return failedCall(id, "unsupported", ctx.now);
  if (ctx.now - row.createdAt > longestWait) return failedCall(id, "too_late", ctx.now);
  if ((await optedOut(ctx.db, [row.peer])).has(row.peer)) return failedCall(id, "opted_out", ctx.now);
  try {
    const { providerId } = await provider.placeCall(
      {
        ref: id,
        line,
        to: row.peer,
        maxDuration: row.maxDuration ?? undefined,
      },
      ctx.begin,
    );
    const ringing = ringCall(id, ctx.now);
    return {
      state: "done",
      unit: [ringing, ...nameCall(id, provider.name, providerId), answeredHere(row.peer, row.createdAt)],
      events: [{ type: "call.placed", subject: id }],
    };
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    if (!failure.isUncertain) return failedCall(id, failure.reason, ctx.now);
    const doubt = { status: "unknown" as const, errorCode: failure.reason, updatedAt: ctx.now };
    return { state: "unknown", unit: [updateCall(callIs(id), doubt, ctx.now)] };
  }
}

function failedCall(id: string, reason: FailureReason, now: number): Settlement {
  const failed = { status: "failed" as const, errorCode: reason, updatedAt: now };
  return {
    state: "failed",
    unit: [updateCall(callIs(id), failed, now)],
    events: [{ type: "call.failed", subject: id }],
  };
}

function loseCall(id: string, now: number): Statement[] {
  return [updateCall(callIs(id), { status: "unknown", errorCode: "lost", updatedAt: now }, now)];
}
