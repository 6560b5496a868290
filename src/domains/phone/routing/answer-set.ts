import * as z from "zod";
import { content } from "#domains/phone/messages/drafts.ts";
import { blanksOf } from "#domains/phone/templates/filling.ts";
import { defineWrite } from "#operation/operation.ts";
import { raised, unrestricted } from "#operation/permission.ts";
import { DeskError } from "#src/errors.ts";
import { answerView, oneLine, phrases, viewAnswer } from "./routing-shown.ts";
import { allAnswers, type CommonAnswer, putAnswer } from "./routing-store.ts";

const mostAnswers = 100;

/** Keeps an answer to a question that comes again and again. @throws NOT_FOUND, VALIDATION_ERROR */
export const answerSet = defineWrite({
  name: "answer.set",
  title: "Keep an answer to a common question",
  description:
    "Keeps an answer for texts that hold one of some words, such as `wifi password`. mode draft offers it to whoever answers; mode send lets the desk send it by itself, at most a few times a day to one person, never to complaints, emergencies, machines, or those who said stop, and a person has to allow that. {{business}} is filled in.",
  scopes: ["phone:write"],
  input: z.strictObject({
    id: z
      .string()
      .max(60)
      .optional()
      .describe("ans_…: the answer that this replaces; a new one when left out."),
    question: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .regex(oneLine, "It has characters that nobody sees.")
      .describe("What it answers, for the list."),
    words: phrases.min(1),
    answer: content,
    mode: z.enum(["draft", "send"]).default("draft"),
  }),
  output: z.object({ answer: answerView }),
  example: {
    question: "Where to park",
    words: ["where can we park", "parking"],
    answer: "Behind the house.",
  },
  summary: ({ answer }) =>
    `Kept “${answer.question}”, ${answer.mode === "send" ? "sent by itself" : "as a draft"}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  permission: {
    rule: "An answer that the desk sends by itself requires a person; a draft asks for one level more after a customer’s words were read.",
    levels: ["unrestricted", "soft_limit", "requires_authorization"],
    levelOf: ({ input, untrusted, settings }) => {
      if ((input as { mode: string }).mode === "send")
        return {
          level: "requires_authorization",
          reason: "Customers are sent this without anybody looking.",
          causes: ["rule"],
        };
      return untrusted.wereRead
        ? raised(unrestricted, "A customer’s words were just read, and others are offered this.", settings)
        : unrestricted;
    },
  },
  async plan({ id, question, words, answer, mode }, ctx) {
    const wrong = blanksOf(answer).filter((name) => name !== "business");
    if (wrong.length > 0)
      throw new DeskError("VALIDATION_ERROR", "The answer has a blank that nobody fills.", {
        fields: { answer: [`Only {{business}} is filled in, not ${wrong.join(", ")}.`] },
        next: "Write it out, or leave the blank out.",
      });
    const answers = await allAnswers(ctx.db);
    const known = id === undefined ? undefined : answers.find((each) => each.id === id);
    if (id !== undefined && !known)
      throw new DeskError("NOT_FOUND", "There is no answer of that id.", {
        next: "routing_list has those there are.",
      });
    if (!known && answers.length >= mostAnswers)
      throw new DeskError("CONFLICT", `There are ${mostAnswers} answers, and no more can be kept.`, {
        next: "Remove one with routing_remove.",
      });
    const row: CommonAnswer = {
      ...{ id: known?.id ?? ctx.newId("ans"), question, words: JSON.stringify(words), answer },
      ...{ isSent: mode === "send", createdAt: known?.createdAt ?? ctx.now },
      ...{ updatedAt: ctx.now, updatedBy: ctx.principal.user },
    };
    return {
      facts: { question, words, contents: [answer], mode },
      card: async () => [
        { label: "Question", value: question },
        { label: "When a text says", value: words.map((each) => `“${each}”`).join(", ") },
        { label: "It is answered", value: answer },
      ],
      data: row,
      result: row,
      events: [{ type: "routing.changed", subject: row.id }],
    };
  },
  apply: (row) => [putAnswer(row)],
  answer: async (row: CommonAnswer) => ({ answer: viewAnswer(row) }),
});
