import { answerTo, sessionById } from "#domains/assistant/sessions/session-store.ts";
import { costOfRow, usageOf } from "#domains/assistant/spending/call-view.ts";
import { callById, type ModelCallRow } from "#domains/assistant/spending/spending-store.ts";
import { untrustedMemory } from "#gate/untrusted.ts";
import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import type { AnswerView } from "./question.ts";

/** What has become of a question. @throws DeskError where there is no answer, and none will come */
export async function viewAnswer(callId: string, ctx: OperationContext): Promise<AnswerView> {
  const row = await callById(ctx.db, callId);
  if (row?.purpose !== "chat" || row.user !== ctx.principal.user)
    throw new DeskError("NOT_FOUND", "You have asked nothing of that id.", {
      next: "call_id is in the answer of chat_complete.",
    });
  const [session, message] = await Promise.all([
    sessionById(ctx.db, row.sessionId ?? ""),
    answerTo(ctx.db, callId),
  ]);
  const peers = JSON.parse(session?.peers ?? "[]") as string[];
  if (peers.length > 0) await ctx.service(untrustedMemory).note(ctx.principal, peers);
  if (row.state === "failed" || row.state === "lost") throw failureOf(row);
  const notes = JSON.parse(row.notes) as string[];
  const isSettled = row.state !== "reserved";
  return {
    call_id: callId,
    session_id: session && !session.isOnce ? session.key : null,
    status: row.state === "reserved" ? "queued" : row.state,
    content: message?.content ?? (row.state === "done" ? "" : null),
    model: row.model ?? row.asked,
    finish_reason: row.finishReason,
    usage: isSettled ? usageOf(row) : null,
    cost: isSettled ? costOfRow(row) : null,
    latency_ms: row.latencyMs,
    key: row.keyOf,
    fallback: notes.find((note) => note.startsWith("fallback: "))?.slice("fallback: ".length) ?? null,
    notes: notes.filter((note) => !note.startsWith("fallback: ")),
    words_of_customers: peers.length > 0,
  };
}

const again = "Try again in a moment, or ask another model.";
const problems: Record<string, readonly [DeskError["code"], message: string, next: string]> = {
  unreachable: ["UPSTREAM_ERROR", "The model’s server could not be reached.", again],
  timeout: ["UPSTREAM_TIMEOUT", "The model gave no sign for too long; the call was ended.", again],
  cut_off: ["UPSTREAM_ERROR", "The answer broke off before its first word.", again],
  overloaded: ["UPSTREAM_ERROR", "The model’s server has failed, or has too much to do.", again],
  rate_limited: ["RATE_LIMIT_EXCEEDED", "The model’s provider lets nothing more through just now.", again],
  quota: [
    "BUDGET_EXCEEDED",
    "The account at the model’s provider is used up.",
    "Tell the owner: it is topped up at the provider.",
  ],
  key_refused: [
    "NOT_CONFIGURED",
    "The model’s provider does not accept the key.",
    "Tell whoever set the key: it is set on Settings, Models, or under your account.",
  ],
  no_such_model: [
    "VALIDATION_ERROR",
    "The provider has no model of that name, or the key may not use it.",
    "Name another model.",
  ],
  refused: [
    "VALIDATION_ERROR",
    "The model’s server did not take the question.",
    "Leave out temperature and response_format, or ask another model.",
  ],
  content_filter: ["VALIDATION_ERROR", "The provider’s filter has stopped it.", "Say it in another way."],
  too_long: [
    "VALIDATION_ERROR",
    "That is more than the model takes at once.",
    "Say less, or ask a model with a larger window.",
  ],
  key_changed: ["CONFLICT", "The key that it was to be asked with is not there any more.", "Ask again."],
  lapsed: ["UNAVAILABLE", "Its turn came too late; nothing was asked.", "Ask again."],
  interrupted: [
    "UNAVAILABLE",
    "The desk stopped while it was asked; what it cost is not known.",
    "Ask again.",
  ],
};

function failureOf({ error, id }: ModelCallRow): DeskError {
  const [code, message, next] = problems[error ?? ""] ?? ["UPSTREAM_ERROR", "There was no answer.", again];
  return new DeskError(code, message, {
    ...{ next, refs: { call_id: id } },
    ...(code === "RATE_LIMIT_EXCEEDED" ? { retryAfter: 20 } : {}),
  });
}
