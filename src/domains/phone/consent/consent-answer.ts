import { sql } from "drizzle-orm";
import * as z from "zod";
import { guard, type Statement } from "#db/statement.ts";
import { messagesByIds } from "#domains/phone/history-store.ts";
import { allLines } from "#domains/phone/lines/store.ts";
import { segmentsOf } from "#domains/phone/messages/segments.ts";
import { textEffect } from "#domains/phone/messages/text-effect.ts";
import { noticedSince } from "#domains/phone/outreach/repeats-store.ts";
import { textCost } from "#domains/phone/prices.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { insertMessage } from "#domains/phone/recording-store.ts";
import { fill } from "#domains/phone/templates/filling.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { confirmConsent, isUnconfirmed } from "./opt-out-store.ts";
import { consentWord, isHelpWord } from "./opt-out-words.ts";

interface Data {
  id: string;
  phone: string;
  lineId: string;
  provider: string;
  content: string;
  word: "out" | "in" | "help";
  now: number;
}

/** A word on being texted is confirmed within five minutes or not at all (47 CFR 64.1200(a)(12)). */
const stillFresh = 5 * 60_000;
/** HELP is answered once in ten minutes: two machines do not talk for ever. */
const helpPause = 10 * 60_000;

/**
 * The one answer to STOP, START or HELP, without a word of advertising, unless the provider has answered itself. It is
 * the only text that somebody gets who has said stop.
 */
export const consentAnswer = defineWrite({
  name: "consent.answer",
  title: "Answer STOP, START or HELP",
  description: "Run for a customer's text that says what they want.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ id: z.string() }),
  output: z.object({ id: z.string().nullable() }),
  summary: ({ id }) => id ?? "nothing",
  hints: { destructive: false, idempotent: true, openWorld: true },
  plan,
  apply: (data) => (data ? answer(data) : []),
  effect: textEffect,
});

async function plan(
  { id }: { id: string },
  ctx: OperationContext,
): Promise<Plan<Data | undefined, { id: string | null }>> {
  const nothing = { facts: {}, data: undefined, result: { id: null } };
  const [[row], lines] = await Promise.all([messagesByIds(ctx.db, [id]), allLines(ctx.db)]);
  const line = row && lines.find((each) => each.id === row.lineId);
  const provider = line && ctx.service(phoneProviders).get(line.provider);
  if (!row || !line?.active || !provider?.capabilities.has("send")) return nothing;
  if (provider.answersWord(row.content) || ctx.now - Math.max(row.at, row.createdAt) > stillFresh)
    return nothing;
  const word = isHelpWord(row.content) ? "help" : consentWord(row.content);
  if (word === undefined) return nothing;
  const key =
    word === "help" ? "texts.help_answer" : word === "out" ? "texts.stop_answer" : "texts.start_answer";
  const business = ctx.settings.get("business.name");
  const content = fill(ctx.settings.get(key), { business, number: line.number });
  if (content.trim() === "") return nothing;
  const message = ctx.newId("msg");
  return {
    facts: { recipients: [row.peer] },
    data: {
      ...{ id: message, phone: row.peer, lineId: line.id, provider: line.provider, content },
      ...{ word, now: ctx.now },
    },
    result: { id: message },
    effects: [{ ref: message, lane: row.peer }],
  };
}

function answer({ id, phone, lineId, provider, content, word, now }: Data): Statement[] {
  const { segments } = segmentsOf(content);
  const helped = noticedSince(phone, now - helpPause);
  const once =
    word === "help"
      ? guard("they were helped a while ago", sql`NOT EXISTS (${helped})`)
      : guard("it is still to be confirmed", isUnconfirmed(phone, word));
  return [
    once,
    insertMessage({
      ...{ id, lineId, provider, content, segments, peer: phone },
      ...{ direction: "outbound", status: "queued", purpose: "notice", askedBy: "system" },
      cost: textCost(provider, phone, { segments, pictures: 0 }),
      ...{ at: now, createdAt: now, updatedAt: now },
    }),
    ...(word === "help" ? [] : [confirmConsent(phone, now)]),
  ];
}
