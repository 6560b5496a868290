import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { answerView, lineNames, ruleView, viewAnswer, viewRule } from "./routing-shown.ts";
import { allAnswers, allRules } from "./routing-store.ts";

/** How what comes in is sorted: the rules in their order, and the answers to common questions. */
export const routingList = defineRead({
  name: "routing.list",
  title: "Read how texts and calls are sorted",
  description:
    "Lists the rules by which texts and calls that come in go to somebody or are answered from a line, the first that fits deciding, and the owner's answers to common questions: offered as drafts, or sent by themselves.",
  scopes: ["phone:read"],
  input: z.strictObject({}),
  output: z.object({ rules: z.array(ruleView), answers: z.array(answerView) }),
  example: {},
  summary: ({ rules, answers }) => `${counted(rules.length, "rule")}, ${counted(answers.length, "answer")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const [rules, answers, nameOf] = await Promise.all([
      allRules(ctx.db),
      allAnswers(ctx.db),
      lineNames(ctx),
    ]);
    return { rules: rules.map((rule) => viewRule(rule, nameOf)), answers: answers.map(viewAnswer) };
  },
});
