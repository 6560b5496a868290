import * as z from "zod";
import { allLines } from "#domains/phone/lines/store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { writtenNumber } from "#platform/phone-number.ts";
import { plainWords } from "#platform/plain-words.ts";
import type { CommonAnswer } from "./routing-store.ts";
import { type RoutingRule, sentenceOf, wordsIn } from "./rule.ts";
import { topics } from "./topics.ts";

export const topicSchema = z.enum(topics);

/** One line, of letters that somebody sees. */
export const oneLine = /^[^\p{Cc}\p{Cf}\p{Cs}]*$/u;

/** Words and phrases, one of which a text has to hold. */
export const phrases = z
  .array(
    z
      .string()
      .trim()
      .min(2)
      .max(60)
      .regex(oneLine, "It has characters that nobody sees.")
      .refine((text) => plainWords(text).length >= 2, "It has to hold letters or digits."),
  )
  .max(30)
  .describe("Words or phrases, one of which it has to hold, whole; case and accents do not matter.");

export const ruleView = z.object({
  id: z.string(),
  sentence: z.string().describe("The rule in words."),
  topic: topicSchema.optional(),
  words: z.array(z.string()),
  line: z.string().optional(),
  hours: z.enum(["open", "closed"]).optional(),
  assignee: z.string().optional(),
  answerFrom: z.string().optional(),
});

export const answerView = z.object({
  id: z.string(),
  question: z.string(),
  words: z.array(z.string()),
  answer: z.string(),
  mode: z.enum(["draft", "send"]),
});

/** How the desk's numbers are called: by the place they belong to, by their name, and as one writes them. */
export async function lineNames(ctx: OperationContext): Promise<(number: string) => string> {
  const lines = await allLines(ctx.db);
  const properties = ctx.settings.get("business.properties");
  return (number) => {
    const line = lines.find((each) => each.number === number);
    const place = properties.find((each) => each.line === number)?.name;
    const name = place ?? (line && line.name !== number ? line.name : undefined);
    return name ? `${name}, ${writtenNumber(number)}` : writtenNumber(number);
  };
}

export function viewRule(rule: RoutingRule, nameOf: (number: string) => string): z.infer<typeof ruleView> {
  const { id, topic, line, hours, assignee, answerFrom } = rule;
  return {
    id,
    sentence: sentenceOf(rule, nameOf),
    words: wordsIn(rule),
    ...(topic === null ? {} : { topic: topicSchema.parse(topic) }),
    ...(line === null ? {} : { line }),
    ...(hours === null ? {} : { hours }),
    ...(assignee === null ? {} : { assignee }),
    ...(answerFrom === null ? {} : { answerFrom }),
  };
}

export function viewAnswer(row: CommonAnswer): z.infer<typeof answerView> {
  const { id, question, answer, isSent } = row;
  return { id, question, words: wordsIn(row), answer, mode: isSent ? "send" : "draft" };
}
