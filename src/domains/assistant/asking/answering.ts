import { modelObserver } from "#domains/assistant/observer.ts";
import {
  type ModelAnswer,
  ModelError,
  type ModelProvider,
  type ModelUsage,
  modelProviders,
} from "#domains/assistant/provider.ts";
import { addMessage, setSession } from "#domains/assistant/sessions/session-store.ts";
import { tokensIn } from "#domains/assistant/spending/cost.ts";
import { type Ending, settle } from "#domains/assistant/spending/settle.ts";
import {
  callById,
  holdUntil,
  isHeld,
  loseCall,
  type ModelCallRow,
} from "#domains/assistant/spending/spending-store.ts";
import type { Effect, EffectContext, Settlement } from "#operation/operation.ts";
import { newId } from "#platform/ids.ts";
import { margin } from "./asking.ts";
import { tokensOf } from "./fit.ts";
import { createLegible } from "./legible-pieces.ts";
import type { StoredRequest } from "./request.ts";

/** Asking the model, once; what it says is told as it comes. */
export const answering: Effect = {
  isLong: true,
  stopsWithCaller: true,
  patience: (settings) => settings.get("models.call_seconds") * 1000 + 5000,
  async run(callId, ctx) {
    const row = await callById(ctx.db, callId);
    if (row?.state !== "reserved" || row.request === null) return { state: "failed", unit: [] };
    if (row.expiresAt <= ctx.now) return { state: "failed", unit: [loseCall(callId, "lapsed")] };
    const request = JSON.parse(row.request) as StoredRequest;
    const limit = ctx.settings.get("models.call_seconds") * 1000;
    await ctx.begin((now) => [isHeld(callId, now), holdUntil(callId, now + limit + margin)]);
    const { of, provider } = await ctx.service(modelProviders).keyFor(row.user);
    // Nobody else pays for it than whom it was held for.
    const told = of === row.keyOf ? await ask(request, provider, limit, ctx) : otherKey(request);
    ctx.service(modelObserver)({
      ...{ operation: "chat", provider: provider.name, asked: told.ending.asked ?? row.asked },
      ...{ answered: told.ending.model, usage: told.ending.usage, seconds: told.ending.latencyMs / 1000 },
      ...{ finishReason: told.ending.finishReason ?? null, error: told.ending.error ?? null },
    });
    return await settlementOf(row, told, ctx);
  },
  lost: (callId) => [loseCall(callId, "interrupted")],
  // What a process's end has cut off stays that: nobody can ask for it again.
  lookUp: async () => ({ state: "failed", unit: [] }),
};

interface Told {
  text: string;
  ending: Ending;
}

async function settlementOf(
  row: ModelCallRow,
  { text, ending }: Told,
  ctx: EffectContext,
): Promise<Settlement> {
  const now = ctx.now + ending.latencyMs;
  const { unit, events } = await settle(row, ending, { db: ctx.db, settings: ctx.settings, now });
  const sessionId = row.sessionId ?? "";
  const message =
    text === ""
      ? []
      : [
          addMessage({
            ...{ id: newId("chm", now), sessionId, role: "assistant", content: text },
            ...{ callId: row.id, createdAt: now },
          }),
        ];
  return {
    state: ending.state === "failed" ? "failed" : "done",
    unit: [...unit, ...message, setSession(sessionId, { updatedAt: now })],
    events: [{ type: "chat.answered", subject: row.id }, ...events],
  };
}

/** Asks the first of the chain, and the next ones where it does not answer; never where it has refused. */
async function ask(
  request: StoredRequest,
  provider: ModelProvider,
  limit: number,
  ctx: EffectContext,
): Promise<Told> {
  const begun = performance.now();
  const whole = AbortSignal.timeout(limit);
  const signal = AbortSignal.any([ctx.signal, whole]);
  const words = createLegible();
  let text = "";
  let firstMs: number | null = null;
  const say = (piece: string) => {
    if (piece === "") return;
    firstMs ??= Math.round(performance.now() - begun);
    text += piece;
    ctx.emit(piece);
  };
  const notes = [...request.notes];
  const before: { asked: string; usage: ModelUsage }[] = [];
  const { chain, messages, format } = request;
  for (const [n, { model, ...parameters }] of chain.entries()) {
    const ended = (rest: Omit<Ending, "latencyMs" | "firstMs" | "notes" | "asked" | "before">): Told => ({
      text,
      ending: {
        ...{ ...rest, asked: model, firstMs, notes, before },
        latencyMs: Math.round(performance.now() - begun),
      },
    });
    try {
      const answer = await provider.ask(
        { model, messages, format, ...parameters },
        { signal, onText: (piece) => say(words.take(piece)) },
      );
      say(words.rest());
      return ended(endingOf(answer, messages, text));
    } catch (failure) {
      if (!(failure instanceof ModelError)) throw failure;
      say(words.rest());
      const problem = failure.problem === "cancelled" && whole.aborted ? "timeout" : failure.problem;
      const next = chain[n + 1];
      if (next && text === "" && isNoRefusal(failure) && !signal.aborted) {
        before.push({ asked: model, usage: failed(problem, failure, messages, text).usage });
        notes.push(`fallback: ${model} did not answer (${problem}); ${next.model} was asked.`);
        continue;
      }
      return ended(failed(problem, failure, messages, text));
    }
  }
  throw new TypeError("a question without a model");
}

/** Nobody at the other end has said no: it was not reached, was silent, broke off, or has failed itself. */
function isNoRefusal({ status, problem }: ModelError): boolean {
  return unanswered.has(problem) && (status === undefined || status >= 500);
}

const unanswered = new Set<ModelError["problem"]>(["unreachable", "timeout", "cut_off", "overloaded"]);

/** A key was left, or let go, between the question and its turn. */
function otherKey({ notes }: StoredRequest): Told {
  const usage = { input: 0, cached: 0, cacheWrite: 0, output: 0, reasoning: 0, isEstimated: false };
  const ending = { state: "failed" as const, model: null, usage, error: "key_changed", latencyMs: 0, notes };
  return { text: "", ending };
}

type Rest = Pick<Ending, "state" | "model" | "usage" | "tier" | "finishReason" | "error">;

function endingOf(answer: ModelAnswer, messages: StoredRequest["messages"], text: string): Rest {
  const { model, finishReason, usage, tier, isRefusal } = answer;
  return {
    ...{ state: "done", model, tier, finishReason: isRefusal ? "refusal" : finishReason },
    usage: usage ? completed(usage, messages, text) : estimated(messages, text),
  };
}

/** A count of nothing, where there was something to count, is none. */
function completed(usage: ModelUsage, messages: StoredRequest["messages"], text: string): ModelUsage {
  if (usage.input > 0 && (usage.output > 0 || text === "")) return usage;
  const guess = estimated(messages, text);
  return {
    ...{ ...usage, input: usage.input || guess.input, output: usage.output || guess.output },
    isEstimated: true,
  };
}

function failed(
  problem: ModelError["problem"],
  { usage, status }: ModelError,
  messages: StoredRequest["messages"],
  text: string,
): Rest {
  // A refusal costs nothing; what broke off, or was silent, may have been read and thought about.
  const isFree = text === "" && (status !== undefined || problem === "unreachable");
  const nothing = { input: 0, cached: 0, cacheWrite: 0, output: 0, reasoning: 0, isEstimated: false };
  const isCancelled = problem === "cancelled";
  const state = isCancelled ? "cancelled" : text === "" ? "failed" : "incomplete";
  return {
    ...{ state, model: null, finishReason: problem, error: isCancelled ? null : problem },
    usage: usage ?? (isFree ? nothing : estimated(messages, text)),
  };
}

function estimated(messages: StoredRequest["messages"], text: string): ModelUsage {
  return {
    ...{ input: tokensOf(messages), cached: 0, cacheWrite: 0, output: tokensIn(text), reasoning: 0 },
    isEstimated: true,
  };
}
