import { sql } from "drizzle-orm";
import * as z from "zod";
import { guard, type Statement } from "#db/statement.ts";
import { optedOut } from "#domains/phone/consent/opt-out-store.ts";
import { callById } from "#domains/phone/history-store.ts";
import { missingOf } from "#domains/phone/lines/missing.ts";
import { allLines, type LineRow } from "#domains/phone/lines/store.ts";
import { missedCall, planOwnText } from "#domains/phone/messages/own-text.ts";
import { textEffect } from "#domains/phone/messages/text-effect.ts";
import { applyTexts } from "#domains/phone/messages/texts-unit.ts";
import { newestOf, textedBackSince } from "#domains/phone/outreach/repeats-store.ts";
import { fill } from "#domains/phone/templates/filling.ts";
import { isOpenAt } from "#operation/opening-hours.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { isE164 } from "#platform/phone-number.ts";

/** A call that was missed longer ago than this is not answered by text any more, in milliseconds. */
const stillFresh = 30 * 60_000;
const hour = 3_600_000;

/**
 * A text to whoever called and reached nobody, where the owner has switched it on: once in a while, never to somebody
 * who has said stop, and outside the opening hours in other words.
 */
export const callTextBack = defineWrite({
  name: "call.text_back",
  title: "Answer a missed call by text",
  description: "Run for each call that nobody took.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up"],
  input: z.strictObject({ id: z.string() }),
  output: z.object({ sent: z.boolean() }),
  summary: ({ sent }) => (sent ? "Sent." : "Not sent."),
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ id }, ctx) {
    const to = await whomToText(id, ctx);
    if (!to) return { facts: {}, data: undefined, result: { sent: false } };
    const isOpen = isOpenAt(ctx.settings, ctx.now);
    const words = ctx.settings.get(isOpen ? "missed_calls.text" : "missed_calls.text_closed");
    const content = fill(words, { business: ctx.settings.get("business.name") });
    const own = { ...to, content, askedBy: missedCall, allowDuplicate: true };
    const { facts, data, effects } = await planOwnText(own, ctx);
    return {
      facts,
      data: data && { ...data, once: to.once },
      result: { sent: true },
      effects: effects ?? [],
    };
  },
  apply: (data, ctx) => (data ? [data.once, ...applyTexts(data, ctx)] : []),
  effect: textEffect,
});

async function whomToText(
  id: string,
  ctx: OperationContext,
): Promise<{ phone: string; line: LineRow; once: Statement } | undefined> {
  if (!ctx.settings.get("missed_calls.answer_by_text")) return undefined;
  const [call, lines] = await Promise.all([callById(ctx.db, id), allLines(ctx.db)]);
  const line = call && lines.find((each) => each.id === call.lineId);
  if (!call || !line?.active || !isE164(call.peer) || ctx.now - call.at > stillFresh) return undefined;
  const isOurs = lines.some(({ number }) => number === call.peer);
  if (isOurs || missingOf(line, ctx).length > 0) return undefined;
  // Two calls missed at once are answered by one text: the second one's unit ends here.
  const since = ctx.now - ctx.settings.get("missed_calls.pause_hours") * hour;
  const textedBack = textedBackSince(call.peer, missedCall, since);
  const [silent, earlier] = await Promise.all([optedOut(ctx, [call.peer]), newestOf(ctx.db, textedBack)]);
  if (silent.size > 0 || earlier !== undefined) return undefined;
  const once = guard("they have not been texted back", sql`NOT EXISTS (${textedBack})`);
  return { phone: call.peer, line, once };
}
