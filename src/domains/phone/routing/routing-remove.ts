import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { noSuchRule } from "./routing-set.ts";
import { allAnswers, allRules, removeAnswer, removeRule } from "./routing-store.ts";

/** Lets go of a rule, or of an answer to a common question. @throws NOT_FOUND */
export const routingRemove = defineWrite({
  name: "routing.remove",
  title: "Remove a rule or a common answer",
  description:
    "Removes a rule for what comes in (rul_…), or an answer to a common question (ans_…). What was sorted or answered by it stays.",
  scopes: ["phone:write"],
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.object({ id: z.string() }),
  example: { id: "rul_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ id }) => `Removed ${id}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ id }, ctx) {
    const [rules, answers] = await Promise.all([allRules(ctx.db), allAnswers(ctx.db)]);
    const isRule = rules.some((each) => each.id === id);
    if (!isRule && !answers.some((each) => each.id === id)) throw noSuchRule();
    return {
      facts: { id },
      data: { id, isRule },
      result: { id },
      events: [{ type: "routing.changed", subject: id }],
    };
  },
  apply: ({ id, isRule }) => [isRule ? removeRule(id) : removeAnswer(id)],
});
