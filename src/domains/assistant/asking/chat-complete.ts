import { linkingUses } from "#domains/assistant/sessions/linked.ts";
import { defineWrite } from "#operation/operation.ts";
import { viewAnswer } from "./answer-view.ts";
import { answering } from "./answering.ts";
import { type Asked, planQuestion } from "./asking.ts";
import { type AnswerView, answerView, questionInput } from "./question.ts";

/** Operations that a question takes things from. */
export const askingUses = [...linkingUses, "conversation.said"];

export function readable({ content, status, model, cost }: AnswerView): string {
  if (status === "queued") return "Still being answered: look with chat_get_answer.";
  const price = cost?.usd == null ? "cost unknown" : `${cost.usd} USD`;
  return `${content ?? "No answer."}\n(${model}, ${status}, ${price})`;
}

/**
 * Asks another model, in a session that remembers where one is named; what it cost is in the answer.
 * @throws BUDGET_EXCEEDED, RATE_LIMIT_EXCEEDED, VALIDATION_ERROR, UPSTREAM_ERROR, UPSTREAM_TIMEOUT
 */
export const chatComplete = defineWrite({
  name: "chat.complete",
  title: "Ask another model",
  description:
    "Asks another model; the answer says what it cost. With session_id it remembers. What you say goes to that model’s provider and costs money by the token.",
  scopes: ["assistant:write"],
  uses: askingUses,
  input: questionInput,
  output: answerView,
  example: {
    messages: [
      { role: "system", content: "You are a helpful assistant." },
      { role: "user", content: "Explain quantum computing" },
    ],
    model: "gpt-4",
    max_tokens: 1000,
    temperature: 0.7,
    session_id: "user123-session456",
  },
  summary: readable,
  hints: { destructive: false, idempotent: false, openWorld: true },
  isNewEachTime: true,
  keepsWords: true,
  plan: planQuestion,
  apply: (statements) => statements,
  answer: async ({ callId }: Asked, ctx) => await viewAnswer(callId, ctx),
  effect: answering,
});
