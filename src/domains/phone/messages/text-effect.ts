import type { Statement } from "#db/statement.ts";
import { answeredHere, lastInbound } from "#domains/phone/conversations/store.ts";
import { type FailureReason, ProviderFailure } from "#domains/phone/failures.ts";
import { type MessageRow, messagesByIds } from "#domains/phone/history-store.ts";
import { allLines } from "#domains/phone/lines/store.ts";
import { textingBlock } from "#domains/phone/outreach/compliance.ts";
import { consent, optedOut } from "#domains/phone/outreach/opt-out-store.ts";
import { type OutgoingText, phoneProviders, type SentText } from "#domains/phone/provider.ts";
import { nameMessage, namesTaken } from "#domains/phone/provider-names-store.ts";
import { advanceMessage, explainMessage, messageIs } from "#domains/phone/recording-store.ts";
import type { Effect, EffectContext, Settlement } from "#operation/operation.ts";

/** A text that could not go out for so long is not sent any more, in milliseconds. */
const longestWait = 15 * 60_000;

/** Sends one recorded text; the outbox runs it once. */
export const textEffect: Effect = { run: sendText, lost: loseText, lookUp: findText, gaveUp: leaveText };

async function sendText(id: string, ctx: EffectContext): Promise<Settlement> {
  const found = await outgoing(id, ctx);
  if (!found) return failed(id, "unsupported", ctx.now);
  const { text, row, provider } = found;
  const reason = await lateReason(row, ctx);
  if (reason) return failed(id, reason, ctx.now);
  try {
    return sent(row, provider.name, await provider.send(text, ctx.begin), ctx.now);
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    if (failure.isUncertain) {
      return { state: "unknown", unit: [advanceMessage(messageIs(id), "unknown", failure.reason, ctx.now)] };
    }
    const learned = failure.reason === "opted_out" ? [consent(text.to, "out", "provider", ctx.now)] : [];
    const settled = failed(id, failure.reason, ctx.now);
    return { ...settled, unit: [...settled.unit, ...learned] };
  }
}

/** What was right when it was asked may be wrong when its turn comes: after a stop that may be hours later. */
async function lateReason(row: MessageRow, ctx: EffectContext): Promise<FailureReason | undefined> {
  if (ctx.now - row.createdAt > longestWait) return "too_late";
  const [silent, written] = await Promise.all([
    optedOut(ctx.db, [row.peer]),
    lastInbound(ctx.db, [row.peer]),
  ]);
  if (silent.has(row.peer)) return "opted_out";
  const recipient = { hasOptedOut: false, lastInboundAt: written.get(row.peer) };
  return textingBlock(recipient, row.provider === "sandbox", ctx.settings, ctx.now)
    ? "quiet_hours"
    : undefined;
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
  const text: OutgoingText = { ref: id, line, to: row.peer, content: row.content, triedAt: ctx.triedAt };
  return { text, row, provider };
}

function sent(
  { id, peer, createdAt }: MessageRow,
  provider: string,
  text: SentText,
  now: number,
): Settlement {
  const status = text.status === "queued" ? "sent" : text.status;
  const reason = status === "undelivered" ? "undeliverable" : null;
  return {
    state: "done",
    unit: [
      ...nameMessage(id, provider, text.providerId),
      advanceMessage(messageIs(id), status, reason, now),
      ...(status === "undelivered" ? [] : [answeredHere(peer, createdAt)]),
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
