import { sql } from "drizzle-orm";
import * as z from "zod";
import { guard, type Statement } from "#db/statement.ts";
import { optedOut } from "#domains/phone/consent/opt-out-store.ts";
import { messagesByIds } from "#domains/phone/history-store.ts";
import { canAnswer } from "#domains/phone/lines/missing.ts";
import { allLines, type LineRow } from "#domains/phone/lines/store.ts";
import { commonAnswer, planOwnText } from "#domains/phone/messages/own-text.ts";
import { textEffect } from "#domains/phone/messages/text-effect.ts";
import { applyTexts } from "#domains/phone/messages/texts-unit.ts";
import { fill } from "#domains/phone/templates/filling.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { talkOf, textedAsSince, writtenSince } from "./answered-store.ts";
import { maySend, sortIncoming } from "./incoming.ts";
import { isFromMachine } from "./machine.ts";

/** A question older than this is left to a person, in milliseconds. */
const stillFresh = 10 * 60_000;
/** So long after somebody here has written, it is a talk between people, in milliseconds. */
const talkTime = 60 * 60_000;
const day = 86_400_000;

/**
 * Answers a common question with the owner's own words, where they have allowed that: once for a question, a few times a
 * day at most, never to a machine, to somebody who has said stop, or into a talk that somebody here is having.
 */
export const answerGive = defineWrite({
  name: "answer.give",
  title: "Answer a common question",
  description: "Run for each text that asks one.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up"],
  input: z.strictObject({ id: z.string() }),
  output: z.object({ sent: z.boolean() }),
  summary: ({ sent }) => (sent ? "Sent." : "Not sent."),
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ id }, ctx) {
    const given = await whatToAnswer(id, ctx);
    if (!given) return { facts: {}, data: undefined, result: { sent: false } };
    const own = { ...given, askedBy: commonAnswer, allowDuplicate: false };
    const { facts, data, effects } = await planOwnText(own, ctx);
    return {
      facts,
      data: data && { ...data, within: given.within },
      result: { sent: true },
      effects: effects ?? [],
    };
  },
  apply: (data, ctx) => (data ? [...data.within, ...applyTexts(data, ctx)] : []),
  effect: textEffect,
});

interface Given {
  phone: string;
  line: LineRow;
  content: string;
  within: Statement[];
}

async function whatToAnswer(id: string, ctx: OperationContext): Promise<Given | undefined> {
  const [[text], lines] = await Promise.all([messagesByIds(ctx.db, [id]), allLines(ctx.db)]);
  const heard = text && lines.find((each) => each.id === text.lineId);
  if (!text || !heard || ctx.settings.get("permissions.stopped")) return undefined;
  if (ctx.now - text.at > stillFresh || lines.some(({ number }) => number === text.peer)) return undefined;
  const { peer, content, at } = text;
  const sorted = await sortIncoming({ text: content, line: heard.number, at }, ctx);
  const line = lines.find(({ number }) => number === sorted.rule?.answerFrom) ?? heard;
  if (!line.active || !canAnswer(line, ctx)) return undefined;
  if (!sorted.answer || !maySend(sorted, content) || (await optedOut(ctx, [peer])).size > 0) return undefined;
  const said = fill(sorted.answer.answer, { business: ctx.settings.get("business.name") });
  const most = ctx.settings.get("answers.per_day");
  const talk = await talkOf(ctx.db, {
    peer,
    content,
    said,
    at,
    answering: commonAnswer,
    since: ctx.now - day,
  });
  if (talk.byPeople !== undefined && ctx.now - talk.byPeople < talkTime) return undefined;
  if (talk.isSaid || talk.answered >= most) return undefined;
  const afterOurs = talk.ours === undefined ? undefined : at - talk.ours;
  if (isFromMachine({ peer, content, afterOurs, times: talk.times })) return undefined;
  const lately = textedAsSince(peer, commonAnswer, ctx.now - day);
  return {
    ...{ phone: peer, line, content: said },
    // Asked again where it is written: of two questions at once one is answered.
    within: [
      guard("they have not had their answers for today", sql`(SELECT count(*) FROM (${lately})) < ${most}`),
      guard("they have not been told this today", sql`NOT EXISTS (${lately} AND content = ${said})`),
      guard("nothing has gone to them since", sql`NOT EXISTS (${writtenSince(peer, at)})`),
    ],
  };
}
