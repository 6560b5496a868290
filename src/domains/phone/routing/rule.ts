import type { routingRules } from "#db/schema/routing.ts";
import { plainWords } from "#platform/plain-words.ts";
import type { Topic } from "./topics.ts";

export type RoutingRule = typeof routingRules.$inferSelect;

/** A text or call that came in, as rules look at it. */
export interface Incoming {
  topic: Topic;
  /** As somebody wrote or said it. */
  text: string;
  /** The desk's number. */
  line: string;
  /** Whether the business was open then. */
  isOpen: boolean;
}

export function fits(rule: RoutingRule, { topic, text, line, isOpen }: Incoming): boolean {
  return (
    (rule.topic === null || rule.topic === topic) &&
    (rule.line === null || rule.line === line) &&
    (rule.hours === null || (rule.hours === "open") === isOpen) &&
    holdsOneOf(text, wordsIn(rule))
  );
}

/** Whether a text has one of the words or phrases in it, whole, whatever their case and accents; none asks for none. */
export function holdsOneOf(text: string, phrases: readonly string[]): boolean {
  if (phrases.length === 0) return true;
  // An apostrophe joins letters in English, and parts words in French.
  const said = [text, text.replaceAll(/['’‘`´]/gu, " ")].map((each) => ` ${plainWords(each)} `);
  return phrases.some((phrase) => {
    const words = plainWords(phrase);
    if (words === "") return false;
    return said.some((each) => each.includes(isSpaceless.test(words) ? words : ` ${words} `));
  });
}

/** Scripts that put no space between words. */
const isSpaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

export function wordsIn({ words }: { words: string }): string[] {
  return JSON.parse(words) as string[];
}

const about: Record<string, string> = {
  booking: "is about a booking",
  maintenance: "is about something broken",
  emergency: "sounds like an emergency",
  complaint: "sounds like a complaint",
  other: "is about none of these",
};

/** A rule as its owner reads it: "When it is about a booking and says “tour”, it goes to Maria." */
export function sentenceOf(rule: RoutingRule, nameOf: (number: string) => string): string {
  const words = wordsIn(rule);
  const conditions = [
    ...(rule.topic === null ? [] : [about[rule.topic] ?? `is about ${rule.topic}`]),
    ...(words.length === 0 ? [] : [`says ${listed(words.map((word) => `“${word}”`))}`]),
    ...(rule.line === null ? [] : [`comes in on ${nameOf(rule.line)}`]),
    ...(rule.hours === null
      ? []
      : [rule.hours === "open" ? "comes while you are open" : "comes while you are closed"]),
  ];
  const acts = [
    ...(rule.assignee === null ? [] : [`goes to ${rule.assignee}`]),
    ...(rule.answerFrom === null ? [] : [`is answered from ${nameOf(rule.answerFrom)}`]),
  ];
  const when = conditions.length === 0 ? "Whatever comes in" : `When it ${conditions.join(" and ")}, it`;
  return `${when} ${acts.join(" and ")}.`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
