import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { idPattern } from "#platform/ids.ts";
import { viewAnswer } from "./answer-view.ts";
import { readable } from "./chat-complete.ts";
import { answerView } from "./question.ts";

/** What has become of a question. @throws NOT_FOUND; what chat.complete throws */
export const chatGetAnswer = defineRead({
  name: "chat.get_answer",
  title: "Look at an answer",
  description: "What has become of a question that was still being answered, by its call_id.",
  // Whoever may ask may have the answer.
  scopes: ["assistant:read", "assistant:write"],
  input: z.strictObject({ call_id: z.string().regex(idPattern("mdc"), "Not a call_id.") }),
  output: answerView,
  example: { call_id: "mdc_01ma3z8k4n6p8q2r5s7t9v1w3x" },
  summary: readable,
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ call_id }, ctx) => await viewAnswer(call_id, ctx),
});
