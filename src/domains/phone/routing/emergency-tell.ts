import * as z from "zod";
import { conversationById } from "#domains/phone/conversations/inbox-store.ts";
import { usableLines } from "#domains/phone/lines/lines.ts";
import { canAnswer } from "#domains/phone/lines/missing.ts";
import { emergencyNotice } from "#domains/phone/messages/own-text.ts";
import { textEffect } from "#domains/phone/messages/text-effect.ts";
import { planTexts } from "#domains/phone/messages/texting.ts";
import { applyTexts } from "#domains/phone/messages/texts-unit.ts";
import { publicAddress } from "#operation/desk-services.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { readPhoneNumber, writtenNumber } from "#platform/phone-number.ts";
import { noticesSince } from "./answered-store.ts";
import { routeConversation } from "./routing-store.ts";

/**
 * Texts the owner's numbers that somebody may be in need, once for each matter. It is a guess from the words, and says so;
 * the words themselves stay in the desk.
 */
export const emergencyTell = defineWrite({
  name: "emergency.tell",
  title: "Tell the owner of a possible emergency",
  description: "Run for each text or call that sounds like an emergency.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up"],
  input: z.strictObject({ id: z.string() }),
  output: z.object({ told: z.int().describe("Numbers that are texted.") }),
  summary: ({ told }) => `${told} numbers told.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ id }, ctx) {
    const row = await conversationById(ctx.db, id);
    const numbers = row ? await whomToTell(row.peer, ctx) : [];
    const line = (await usableLines(ctx)).find((each) => canAnswer(each, ctx));
    if (!row || numbers.length === 0 || !line) return { facts: {}, data: undefined, result: { told: 0 } };
    const { contact } = await ctx.use<{ contact: { name: string | null } | null }>("contact.look_up", {
      phone: row.peer,
    });
    const who = contact?.name ? `${contact.name}, ${writtenNumber(row.peer)}` : writtenNumber(row.peer);
    const link = `${ctx.service(publicAddress)}/inbox/${encodeURIComponent(row.peer)}`;
    const { facts, data, effects } = await planTexts(ctx, {
      drafts: numbers.map((to) => ({
        to,
        content: `This may be an emergency, by its words: ${who}. ${link}`,
      })),
      ...{ from: line.number, purpose: "conversational", mediaUrls: [], scheduledAt: undefined },
      ...{ allowDuplicate: true, isBulk: false, isDry: false, askedBy: emergencyNotice },
    });
    return {
      facts,
      data: data && { texts: data, peer: row.peer, now: ctx.now },
      result: { told: numbers.length },
      effects: effects ?? [],
    };
  },
  apply: (data, ctx) =>
    data ? [...applyTexts(data.texts, ctx), ...routeConversation(data.peer, { toldAt: data.now })] : [],
  effect: textEffect,
});

/** Notices of this kind in a day, whoever causes them: nobody makes the desk text its owner all night. */
const mostADay = 10;
const day = 86_400_000;

/** The owner's numbers; none where one of them wrote it, or where they have been told often enough today. */
async function whomToTell(peer: string, ctx: OperationContext): Promise<string[]> {
  if (!ctx.settings.get("emergencies.tell_owner") || ctx.settings.get("permissions.stopped")) return [];
  const region = ctx.settings.get("business.region");
  const numbers = ctx.settings
    .get("business.owner_numbers")
    .flatMap((each) => readPhoneNumber(each, region) ?? []);
  const lines = await usableLines(ctx);
  if (numbers.includes(peer) || lines.some(({ number }) => number === peer)) return [];
  const told = await noticesSince(ctx.db, emergencyNotice, ctx.now - day);
  return told < mostADay * Math.max(numbers.length, 1) ? numbers : [];
}
