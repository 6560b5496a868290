import type { Statement } from "#db/statement.ts";
import { hasNoOptOut, isStillToSay, refusedByProvider } from "#domains/phone/consent/learning.ts";
import { answeredAlone, answeredHere } from "#domains/phone/conversations/store.ts";
import { type FailureReason, ProviderFailure } from "#domains/phone/failures.ts";
import { type MessageRow, messagesByIds } from "#domains/phone/history-store.ts";
import { allLines } from "#domains/phone/lines/store.ts";
import { allowedAt, mayNotGoOut, type Reaching } from "#domains/phone/outreach/allowed-at.ts";
import { type OutgoingText, phoneProviders, type SentText } from "#domains/phone/provider.ts";
import { nameMessage, namesTaken } from "#domains/phone/provider-names-store.ts";
import { advanceMessage, explainMessage, messageIs } from "#domains/phone/recording-store.ts";
import type { Effect, EffectContext, Settlement } from "#operation/operation.ts";
import { bookingAnswer, bookingNotice, commonAnswer, missedCall } from "./own-text.ts";
import { isStillWanted } from "./schedule-store.ts";

/** A text that could not go out for so long after its time is not sent any more, in milliseconds. */
const longestWait = 15 * 60_000;
/** A word on being texted is good for five minutes (47 CFR 64.1200(a)(12)). */
const noticeWait = 5 * 60_000;

/** Sends one recorded text; the outbox runs it once. */
export const textEffect: Effect = { run: sendText, lost: loseText, lookUp: findText, gaveUp: leaveText };

async function sendText(id: string, ctx: EffectContext): Promise<Settlement | undefined> {
  const found = await outgoing(id, ctx);
  if (!found) return failed(id, "unsupported", ctx.now);
  const { row, provider } = found;
  const text = { ...found.text, validFor: await validSeconds(row, ctx) };
  if (row.status === "canceled") return { state: "failed", unit: [] };
  // It has been moved to a later time meanwhile.
  if (row.scheduledAt !== null && row.scheduledAt > ctx.now) return undefined;
  const reason = await lateReason(row, ctx, ctx.now);
  if (reason) return failed(id, reason, ctx.now);
  // Its turn may come minutes later: what allowed it is asked for again at the moment at which it goes out.
  const demandsAt = async (now: number) => [
    isStillWanted(row, now),
    row.purpose === "notice" ? isStillToSay(row) : hasNoOptOut(row.peer, ctx),
    ...((await lateReason(row, ctx, now)) ? [mayNotGoOut] : []),
    advanceMessage(messageIs(id), "queued", null, now),
  ];
  try {
    return sent(row, provider.name, await provider.send(text, () => ctx.begin(demandsAt)), ctx.now);
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    if (failure.isUncertain) {
      return { state: "unknown", unit: [advanceMessage(messageIs(id), "unknown", failure.reason, ctx.now)] };
    }
    const learned = failure.reason === "opted_out" ? refusedByProvider(id, text.to, ctx.now) : [];
    const settled = failed(id, failure.reason, ctx.now);
    return { ...settled, unit: [...settled.unit, ...learned] };
  }
}

/** What was right when it was asked may be wrong when its turn comes: after a stop that may be hours later. */
async function lateReason(
  row: MessageRow,
  ctx: EffectContext,
  now: number,
): Promise<FailureReason | undefined> {
  const isNotice = row.purpose === "notice";
  const patience = isNotice ? noticeWait : longestWait;
  if (now - (row.scheduledAt ?? row.createdAt) > patience) return "too_late";
  return (await allowedAt(reaching(row), now, ctx)).reason;
}

/** As long as a text waits at the provider before it is dropped, in seconds: later it would only surprise. */
const longestValid = 4 * 3600;
const shortestValid = 60;
const validStep = 300;

/** Until the hours end in which they may be texted, to within five minutes. */
async function validSeconds(row: MessageRow, ctx: EffectContext): Promise<number> {
  const { isOpenAt } = await allowedAt(reaching(row), ctx.now, ctx);
  let seconds = 0;
  while (seconds < longestValid && isOpenAt(ctx.now + (seconds + validStep) * 1000)) seconds += validStep;
  return Math.max(seconds, shortestValid);
}

/** Whom a text that is written down reaches. */
export function reaching({ peer, purpose, provider, bulkId }: MessageRow): Reaching {
  return { channel: "text", peer, purpose, provider, isBulk: bulkId !== null };
}

function loseText(id: string, now: number): Statement[] {
  return [advanceMessage(messageIs(id), "unknown", "lost", now)];
}

function leaveText(id: string, now: number): Statement[] {
  return [explainMessage(id, "not_found", now)];
}

async function findText(id: string, ctx: EffectContext): Promise<Settlement | undefined> {
  const found = await outgoing(id, ctx);
  if (!found?.provider.capabilities.has("find_sent")) return undefined;
  const traces = await found.provider.findSent(found.text);
  const taken = await namesTaken(
    ctx.db,
    found.provider.name,
    traces.map((trace) => trace.providerId),
  );
  const trace = traces.find((each) => !taken.has(each.providerId));
  return trace ? sent(found.row, found.provider.name, trace, ctx.now) : undefined;
}

async function outgoing(id: string, ctx: EffectContext) {
  const [[row], lines] = await Promise.all([messagesByIds(ctx.db, [id]), allLines(ctx.db)]);
  const line = row && lines.find((each) => each.id === row.lineId);
  const provider = line && ctx.service(phoneProviders).get(line.provider);
  if (!row || !line || !provider?.capabilities.has("send")) return undefined;
  const mediaUrls = (JSON.parse(row.media ?? "[]") as { url: string }[]).map(({ url }) => url);
  const text: OutgoingText = {
    ...{ ref: id, line, to: row.peer, content: row.content, mediaUrls },
    ...{ segments: row.segments ?? 1, triedAt: ctx.triedAt, validFor: longestValid },
  };
  return { text, row, provider };
}

/** What says something nobody has asked for settles nothing: whoever waits for an answer waits on. */
const unasked: readonly (string | null)[] = [missedCall, bookingNotice];

/** What a text of the desk's settles: its own word on being texted, on a missed call or on a booking, nothing. */
function settles({ peer, createdAt, purpose, askedBy }: MessageRow): Statement[] {
  if (purpose === "notice" || unasked.includes(askedBy)) return [];
  const isOwn = askedBy === commonAnswer || askedBy === bookingAnswer;
  return [isOwn ? answeredAlone(peer, createdAt) : answeredHere(peer, createdAt)];
}

function sent(row: MessageRow, provider: string, text: SentText, now: number): Settlement {
  const { id } = row;
  const status = text.status === "queued" ? "sent" : text.status;
  const reason = status === "undelivered" ? "undeliverable" : null;
  return {
    state: "done",
    unit: [
      ...nameMessage(id, provider, text.providerId),
      advanceMessage(messageIs(id), status, reason, now),
      ...(status === "undelivered" ? [] : settles(row)),
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
