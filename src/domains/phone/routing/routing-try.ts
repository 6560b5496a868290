import * as z from "zod";
import { lineFor } from "#domains/phone/lines/lines.ts";
import { canAnswer } from "#domains/phone/lines/missing.ts";
import { defineRead } from "#operation/operation.ts";
import { maySend, sortIncoming } from "./incoming.ts";
import { isFromMachine } from "./machine.ts";
import { answerView, lineNames, ruleView, topicSchema, viewAnswer, viewRule } from "./routing-shown.ts";

/** What a text would meet if it came in now. @throws VALIDATION_ERROR, NOT_CONFIGURED where there is no line */
export const routingTry = defineRead({
  name: "routing.try",
  title: "Try how a text is sorted",
  description:
    "Says what the desk would make of a text that came in now: what it seems to be about (a guess from its words), which rule fits, and which answer would be offered or sent. Nothing is kept or sent.",
  scopes: ["phone:read"],
  input: z.strictObject({
    text: z.string().trim().min(1).max(1600),
    line: z.string().max(60).optional().describe("The line it comes in on; the usual one when left out."),
  }),
  output: z.object({
    topicGuess: topicSchema,
    rule: ruleView.nullable(),
    answer: answerView.nullable(),
    isSent: z.boolean().describe("Whether the answer would be sent by itself."),
  }),
  example: { text: "The shower is cold again" },
  summary: ({ topicGuess, rule }) => `Seems to be ${topicGuess}. ${rule?.sentence ?? "No rule fits."}`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ text, line }, ctx) {
    const cameOn = await lineFor(ctx, line, "line");
    const sorted = await sortIncoming({ text, line: cameOn.number, at: ctx.now }, ctx);
    const nameOf = await lineNames(ctx);
    const isMachine = isFromMachine({ peer: "+15550100200", content: text, afterOurs: undefined, times: 1 });
    return {
      topicGuess: sorted.topic,
      rule: sorted.rule ? viewRule(sorted.rule, nameOf) : null,
      answer: sorted.answer ? viewAnswer(sorted.answer) : null,
      isSent: maySend(sorted, text) && !isMachine && canAnswer(cameOn, ctx),
    };
  },
});
