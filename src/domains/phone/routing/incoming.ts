import type { Statement } from "#db/statement.ts";
import type { ConversationRow } from "#domains/phone/conversations/inbox-store.ts";
import { fill } from "#domains/phone/templates/filling.ts";
import { isOpenAt } from "#operation/opening-hours.ts";
import type { EventDraft, OperationContext } from "#operation/operation.ts";
import { isBareQuestion } from "./bare-question.ts";
import { allAnswers, allRules, type CommonAnswer, type Routed, routeConversation } from "./routing-store.ts";
import { fits, holdsOneOf, type RoutingRule, wordsIn } from "./rule.ts";
import { isOrdinary, topicOf } from "./topic.ts";
import { type Topic, topics } from "./topics.ts";

/** How long the owner is not told again of the same person, in milliseconds. */
const toldFor = 30 * 60_000;

/** What came in: a text, or what was said on a call. */
export interface CameIn {
  text: string;
  /** The desk's number. */
  line: string;
  at: number;
}

/** What routing makes of it. */
export interface Sorted {
  topic: Topic;
  rule: RoutingRule | undefined;
  answer: CommonAnswer | undefined;
}

/** What it is about, which rule fits, and which of the owner's answers. */
export async function sortIncoming({ text, line, at }: CameIn, ctx: OperationContext): Promise<Sorted> {
  const topic = topicOf(text);
  const [rules, answers] = await Promise.all([allRules(ctx.db), allAnswers(ctx.db)]);
  const incoming = { topic, text, line, isOpen: isOpenAt(ctx.settings, at) };
  const rule = rules.find((each) => fits(each, incoming));
  // Whoever is in need, or angry, is answered by somebody.
  const isQuestion = topic === "booking" || topic === "other" || topic === "maintenance";
  const answer = isQuestion ? answers.find((each) => holdsOneOf(text, wordsIn(each))) : undefined;
  return { topic, rule, answer };
}

/** Whether the desk may send the answer by itself, as far as its question goes. */
export function maySend({ answer }: Sorted, text: string): boolean {
  return answer?.isSent === true && isOrdinary(text) && isBareQuestion(text, wordsIn(answer));
}

/** Sorts what came in, and says what of that is written down and told. */
export async function routeIncoming(
  came: CameIn & { peer: string; messageId?: string; isGroup?: boolean },
  { row, id, ctx }: { row: ConversationRow | undefined; id: string; ctx: OperationContext },
): Promise<{ statements: Statement[]; events: EventDraft[] }> {
  const sorted = await sortIncoming(came, ctx);
  const topic = topicWith(sorted.topic, row);
  const isNews = sorted.topic === "emergency" && ctx.now - (row?.toldAt ?? 0) >= toldFor;
  const routed: Routed = {
    ...(topic === "other" ? {} : { topic }),
    ...assigned(sorted, row),
    ...drafted(sorted, came.messageId, ctx),
  };
  // An open matter that is grave needs somebody, whatever else they ask.
  const isPlain = topic === "booking" || topic === "other";
  const asksItself = came.messageId !== undefined && !came.isGroup && isPlain && maySend(sorted, came.text);
  return {
    statements: routeConversation(came.peer, routed),
    events: [
      ...(isNews ? [{ type: "conversation.emergency", subject: row?.id ?? id }] : []),
      ...(asksItself ? [{ type: "message.answerable", subject: came.messageId ?? "" }] : []),
    ],
  };
}

/** While something waits it is about the gravest that was said: a word of thanks changes nothing of it. */
function topicWith(topic: Topic, row: ConversationRow | undefined): Topic {
  const before = topics.find((each) => each === row?.topic);
  if (!isOpenMatter(row) || before === undefined) return topic;
  return topics.indexOf(before) < topics.indexOf(topic) ? before : topic;
}

function isOpenMatter(row: ConversationRow | undefined): boolean {
  return row !== undefined && row.waitingSince !== null;
}

/** Whom a person has given it to has it, until it was done. */
function assigned({ rule }: Sorted, row: ConversationRow | undefined): Routed {
  const isFree = !row?.assignee || row.doneAt !== null;
  return {
    ...(rule?.assignee && isFree ? { assignee: rule.assignee } : {}),
    ...(rule?.answerFrom ? { answerFrom: rule.answerFrom } : {}),
  };
}

function drafted({ answer }: Sorted, messageId: string | undefined, ctx: OperationContext): Routed {
  if (!answer || messageId === undefined) return {};
  const business = ctx.settings.get("business.name");
  return { draft: fill(answer.answer, { business }), draftFor: messageId };
}
