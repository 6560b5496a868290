import { plainWords } from "#platform/plain-words.ts";
import { holdsOneOf } from "./rule.ts";

/** Words of a question that the desk may answer by itself: who writes more has more to say. */
const mostWords = 14;

/** What people say beside a question and means nothing more, in English, Spanish and French. */
const courtesy =
  /^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?|thank you|thx|please|pls|sorry|quick question|a question|one question|just wondering|there|again|all|so much|in advance|hola|buen[oa]s(?: dias| tardes| noches)?|gracias|muchas|por favor|porfa|una pregunta|disculpe|perdon|bonjour|bonsoir|merci|s il vous plait|svp) ?)+$/u;

/** Whether a text is little more than the question: in each of its parts the question itself, or a courtesy. */
export function isBareQuestion(text: string, phrases: readonly string[]): boolean {
  if (plainWords(text).split(" ").length > mostWords) return false;
  return text
    .split(/[.!?;,:\n\r…]+/u)
    .map((part) => ({ part, words: plainWords(part) }))
    .filter(({ words }) => words !== "")
    .every(({ part, words }) => courtesy.test(words) || holdsOneOf(part, phrases));
}
