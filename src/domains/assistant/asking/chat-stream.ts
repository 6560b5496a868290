import { defineWrite } from "#operation/operation.ts";
import { viewAnswer } from "./answer-view.ts";
import { answering } from "./answering.ts";
import { type Asked, planQuestion } from "./asking.ts";
import { askingUses, readable } from "./chat-complete.ts";
import { answerView, questionInput } from "./question.ts";

/** The same question, for whoever wants the words as they come: progress over MCP, server-sent events over REST. */
export const chatStream = defineWrite({
  name: "chat.stream",
  title: "Ask another model, word by word",
  description:
    "Like chat_complete; the words come as progress while they are written, where a client takes that.",
  scopes: ["assistant:write"],
  uses: askingUses,
  input: questionInput,
  output: answerView,
  example: {
    messages: [{ role: "user", content: "Write a detailed analysis of..." }],
    model: "gpt-4",
    session_id: "session123",
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
