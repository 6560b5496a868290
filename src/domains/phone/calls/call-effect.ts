import type { Statement } from "#db/statement.ts";
import { hasNoOptOut } from "#domains/phone/consent/learning.ts";
import { answeredHere } from "#domains/phone/conversations/store.ts";
import { type FailureReason, ProviderFailure } from "#domains/phone/failures.ts";
import { type CallRow, callById } from "#domains/phone/history-store.ts";
import { allLines } from "#domains/phone/lines/store.ts";
import { allowedAt, mayNotGoOut } from "#domains/phone/outreach/allowed-at.ts";
import { type CallStep, phoneProviders } from "#domains/phone/provider.ts";
import { callNamesTaken, nameCall } from "#domains/phone/provider-names-store.ts";
import { callInDoubt, callIs, ringCall, updateCall } from "#domains/phone/recording-store.ts";
import { fill } from "#domains/phone/templates/filling.ts";
import type { Effect, EffectContext, Settlement } from "#operation/operation.ts";
import { ringNumbers } from "./call-route.ts";

/** A call that could not go out for so long is not placed any more, in milliseconds. */
const longestWait = 60_000;

/** Places one recorded call; the outbox runs it once. */
export const callEffect: Effect = { run: placeCall, lost: loseCall, lookUp: findCall, gaveUp: leaveCall };

/** What whoever takes the call hears: the artificial voice says what it is first, as the law asks. */
async function stepFor({ say, peer }: CallRow, callerId: string, ctx: EffectContext): Promise<CallStep> {
  const { settings } = ctx;
  const business = settings.get("business.name");
  const notice = fill(settings.get("calls.artificial_notice"), { business });
  if (say !== null)
    return { do: "say", words: `${notice} ${say} To get no more calls from us, press 9.`.trim() };
  const isRecorded = settings.get("calls.record");
  const recorded = isRecorded ? ` ${fill(settings.get("calls.recorded_notice"), { business })}` : "";
  return {
    do: "ring",
    words: `${notice}${recorded} Please hold while we put you through.`.trim(),
    numbers: await ringNumbers(peer, ctx),
    seconds: settings.get("calls.ring_seconds"),
    ...{ isRecorded, callerId },
  };
}

async function placeCall(id: string, ctx: EffectContext): Promise<Settlement> {
  const row = await callById(ctx.db, id);
  const line = row && (await allLines(ctx.db)).find((each) => each.id === row.lineId);
  const provider = line && ctx.service(phoneProviders).get(line.provider);
  if (!row || !line || !provider?.capabilities.has("call")) return failedCall(id, "unsupported", ctx.now);
  const reason = await lateReason(row, ctx.now, ctx);
  if (reason) return failedCall(id, reason, ctx.now);
  // What allowed it is asked for again at the moment at which it goes out.
  const demandsAt = async (now: number) => [
    hasNoOptOut(row.peer, ctx),
    ...((await lateReason(row, now, ctx)) ? [mayNotGoOut] : []),
  ];
  const call = {
    ...{ ref: id, line, to: row.peer, maxDuration: row.maxDuration ?? undefined },
    step: await stepFor(row, line.number, ctx),
  };
  try {
    const { providerId } = await provider.placeCall(call, () => ctx.begin(demandsAt));
    return placed(row, provider.name, providerId, ctx.now);
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    if (!failure.isUncertain) return failedCall(id, failure.reason, ctx.now);
    const doubt = { status: "unknown" as const, errorCode: failure.reason, updatedAt: ctx.now };
    return { state: "unknown", unit: [updateCall(callIs(id), doubt, ctx.now)] };
  }
}

async function lateReason(row: CallRow, now: number, ctx: EffectContext): Promise<FailureReason | undefined> {
  if (now - row.createdAt > longestWait) return "too_late";
  return (await allowedAt({ channel: "call", ...row }, now, ctx)).reason;
}

function placed(
  { id, peer, createdAt }: CallRow,
  provider: string,
  providerId: string,
  now: number,
): Settlement {
  return {
    state: "done",
    unit: [ringCall(id, now), ...nameCall(id, provider, providerId), answeredHere(peer, createdAt)],
    events: [{ type: "call.placed", subject: id }],
  };
}

/** What became of a call in doubt, asked of the provider. */
async function findCall(id: string, ctx: EffectContext): Promise<Settlement | undefined> {
  const row = await callById(ctx.db, id);
  const line = row && (await allLines(ctx.db)).find((each) => each.id === row.lineId);
  const provider = line && ctx.service(phoneProviders).get(line.provider);
  if (!row || !line || !provider?.findPlaced) return undefined;
  if (row.providerId !== null) return { state: "done", unit: [] };
  const traces = await provider.findPlaced({ line, to: row.peer, triedAt: ctx.triedAt });
  const names = traces.map(({ providerId }) => providerId);
  const taken = await callNamesTaken(ctx.db, provider.name, names);
  const found = names.find((name) => !taken.has(name));
  return found === undefined ? undefined : placed(row, provider.name, found, ctx.now);
}

function leaveCall(id: string, now: number): Statement[] {
  return [updateCall(callInDoubt(id), { errorCode: "not_found", updatedAt: now }, now)];
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
