import * as z from "zod";
import { lineFor } from "#domains/phone/lines/lines.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { raised, unrestricted } from "#operation/permission.ts";
import { DeskError } from "#src/errors.ts";
import { lineNames, oneLine, phrases, ruleView, topicSchema, viewRule } from "./routing-shown.ts";
import { allRules, putRule } from "./routing-store.ts";

const line = z.string().max(60);
const input = z.strictObject({
  id: z.string().max(60).optional().describe("rul_…: the rule that this replaces; a new one when left out."),
  topic: topicSchema.optional().describe("Only what seems to be about it."),
  words: phrases.default([]),
  line: line.optional().describe("Only what comes in on this line of the desk."),
  hours: z.enum(["open", "closed"]).optional().describe("Only while the business is open, or closed."),
  assignee: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(oneLine, "It has characters that nobody sees.")
    .optional()
    .describe("Who looks after it, by name."),
  answerFrom: line.optional().describe("The line of the desk it is answered from, such as a property's."),
  place: z.int().min(1).max(1000).optional().describe("Which in the order, from 1; the last when left out."),
});

const mostRules = 100;

/** Keeps a rule for what comes in. @throws NOT_FOUND, VALIDATION_ERROR */
export const routingSet = defineWrite({
  name: "routing.set",
  title: "Keep a rule for what comes in",
  description:
    "Keeps a rule: what is about a topic, says one of some words, comes in on a line or at certain hours goes to somebody, or is answered from a line. The first rule that fits decides. routing_try shows what a text would meet. Nothing is sent.",
  scopes: ["phone:write"],
  input,
  output: z.object({ rule: ruleView }),
  example: { topic: "maintenance", assignee: "Maria" },
  summary: ({ rule }) => rule.sentence,
  hints: { destructive: false, idempotent: false, openWorld: false },
  permission: {
    rule: "After a customer’s words were read, a rule for what comes in asks for one level more.",
    levels: ["unrestricted", "soft_limit", "requires_authorization"],
    levelOf: ({ untrusted, settings }) =>
      untrusted.wereRead
        ? raised(
            unrestricted,
            "A customer’s words were just read, and a rule sorts those of others.",
            settings,
          )
        : unrestricted,
  },
  async plan(given, ctx) {
    if (!given.assignee && !given.answerFrom) throw nothingToDo();
    const rules = await allRules(ctx.db);
    const known = given.id === undefined ? undefined : rules.find(({ id }) => id === given.id);
    if (given.id !== undefined && !known) throw noSuchRule();
    if (!known && rules.length >= mostRules) throw tooMany();
    const numberOf = async (name: string | undefined, argument: string) =>
      name === undefined ? null : (await lineFor(ctx, name, argument)).number;
    const row = {
      id: known?.id ?? ctx.newId("rul"),
      topic: given.topic ?? null,
      words: JSON.stringify(given.words),
      line: await numberOf(given.line, "line"),
      hours: given.hours ?? null,
      assignee: given.assignee ?? null,
      answerFrom: await numberOf(given.answerFrom, "answerFrom"),
      ...{ createdAt: known?.createdAt ?? ctx.now, updatedAt: ctx.now, updatedBy: ctx.principal.user },
    };
    const { place } = given;
    return {
      facts: { ...given },
      data: { row, place },
      result: { ...row, place: place ?? 0 },
      events: [{ type: "routing.changed", subject: row.id }],
    };
  },
  apply: ({ row, place }) => [putRule(row, place)],
  answer: async (row: Parameters<typeof viewRule>[0], ctx: OperationContext) => ({
    rule: viewRule(row, await lineNames(ctx)),
  }),
});

function nothingToDo(): DeskError {
  return new DeskError("VALIDATION_ERROR", "The rule says nothing of what is to be done.", {
    fields: { assignee: ["Give this, or answerFrom, or both."] },
    next: "Say who looks after it, or which line it is answered from.",
  });
}

function tooMany(): DeskError {
  return new DeskError("CONFLICT", `There are ${mostRules} rules, and no more can be kept.`, {
    next: "Remove one with routing_remove, or put several into one.",
  });
}

export function noSuchRule(): DeskError {
  return new DeskError("NOT_FOUND", "There is no rule of that id.", {
    next: "routing_list has those there are.",
  });
}
