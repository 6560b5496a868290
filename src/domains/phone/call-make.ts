import * as z from "zod";
import {
  defineWrite,
  type Effect,
  type EffectContext,
  type OperationContext,
  type Plan,
  type Settlement,
} from "#catalog/operation.ts";
import type { Statement } from "#db/statement.ts";
import { digestOf } from "#platform/canonical.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import { asError, type FailureReason, ProviderFailure } from "./failures.ts";
import { callById, callIs, insertCall, updateCall } from "./history-store.ts";
import { lineFor } from "./lines.ts";
import { phoneProviders } from "./provider.ts";
import { allLines, type LineRow, optedOut, touchConversation } from "./store.ts";
import { callView, showing, viewCall } from "./view.ts";

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
  to: string;
  maxDuration: number | undefined;
  askedBy: string;
  now: number;
}

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
  summary: ({ call }) => `The call to ${call.to} is ${call.status} (${call.id}).`,
  hints: { destructive: false, idempotent: false, openWorld: true },
  plan,
  apply: placed,
  answer: answerCall,
  derivedKey: (given) => ({ key: digestOf(given), window: 60_000 }),
  effect: { run: placeCall, lost: loseCall } satisfies Effect,
});

async function plan(
  given: z.infer<typeof input>,
  ctx: OperationContext,
): Promise<Plan<Data, { id: string }>> {
  const line = await lineFor(ctx, given.from, "from");
  const providers = ctx.service(phoneProviders);
  if (!providers.get(line.provider)?.capabilities.has("call")) throw await cannotCall(line, ctx);
  const to = requirePhoneNumber(given.to, ctx.settings.get("business.region"), "to");
  if ((await optedOut(ctx.db, [to])).has(to)) {
    throw new DeskError("BLOCKED", "This number has asked not to be contacted.", { next: "Do not call it." });
  }
  const id = ctx.newId("cal");
  const { maxDuration } = given;
  return {
    facts: { from: line.number, to, maxDuration: maxDuration ?? null },
    data: {
      id,
      conversationId: ctx.newId("cnv"),
      line,
      to,
      maxDuration,
      askedBy: ctx.principal.client,
      now: ctx.now,
    },
    result: { id },
    effects: [{ ref: id, lane: to }],
  };
}

async function cannotCall(line: LineRow, ctx: OperationContext): Promise<DeskError> {
  const providers = ctx.service(phoneProviders);
  const able = (await allLines(ctx.db)).filter(
    (each) => each.active && providers.get(each.provider)?.capabilities.has("call"),
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

function placed({ id, conversationId, line, to, maxDuration, askedBy, now }: Data): Statement[] {
  return [
    touchConversation(conversationId, to, now, null, now),
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
  const row = await callById(ctx.db, id);
  if (!row) throw new DeskError("NOT_FOUND", "The call has been removed since.");
  if (row.status === "failed" && row.errorCode)
    throw asError(row.errorCode as FailureReason, { call_id: id });
  return { call: viewCall(row, showing(ctx.settings, await allLines(ctx.db))) };
}

async function placeCall(id: string, ctx: EffectContext): Promise<Settlement> {
  const row = await callById(ctx.db, id);
  const line = row && (await allLines(ctx.db)).find((each) => each.id === row.lineId);
  const provider = line && ctx.service(phoneProviders).get(line.provider);
  if (!row || !line || !provider) return { state: "failed", unit: [] };
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
    const named = { providerId, status: "ringing" as const, updatedAt: ctx.now };
    return {
      state: "done",
      unit: [updateCall(callIs(id), named, ctx.now)],
      events: [{ type: "call.placed", subject: id }],
    };
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    const status = failure.isUncertain ? ("unknown" as const) : ("failed" as const);
    const settled = { status, errorCode: failure.reason, updatedAt: ctx.now };
    return { state: status, unit: [updateCall(callIs(id), settled, ctx.now)] };
  }
}

function loseCall(id: string, now: number): Statement[] {
  return [updateCall(callIs(id), { status: "unknown", errorCode: "lost", updatedAt: now }, now)];
}
