import * as z from "zod";
import { usableLines } from "#domains/phone/lines/lines.ts";
import { canAnswer } from "#domains/phone/lines/missing.ts";
import { fill } from "#domains/phone/templates/filling.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { withoutLinks } from "#platform/links.ts";
import { isE164 } from "#platform/phone-number.ts";
import { isoIn, readTime } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { countNotices } from "./notice-store.ts";
import { bookingAnswer, bookingNotice } from "./own-text.ts";
import { textEffect } from "./text-effect.ts";
import { planTexts, type TextsData } from "./texting.ts";
import { applyTexts } from "./texts-unit.ts";

/**
 * Tells somebody of something they have with the business, in the owner's words: at once, or as soon as the hours allow.
 * Nobody is told who has said stop.
 */
export const messageTell = defineWrite({
  name: "message.tell",
  title: "Tell somebody of what is theirs",
  description: "Joins the unit of whatever a customer is told of.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up"],
  input: z.strictObject({
    phone: z.string(),
    /** The owner's words, with blanks. */
    words: z.string(),
    values: z.record(z.string(), z.string()),
    /** When it makes no sense any more: milliseconds, UTC. */
    until: z.int().optional(),
    /** True where it answers all that they have asked. */
    settles: z.boolean().default(false),
  }),
  output: z.object({ sent: z.boolean(), at: z.string().nullable(), why: z.string().nullable() }),
  summary: ({ sent, why }) => (sent ? "Sent." : (why ?? "Not sent.")),
  hints: { destructive: false, idempotent: false, openWorld: true },
  async plan({ phone, words, values, until, settles }, ctx): Promise<Plan<TextsData, Told>> {
    const content = fill(words, { business: ctx.settings.get("business.name"), ...cleaned(values) })
      .replaceAll(/\s+/g, " ")
      .trim();
    const line = (await usableLines(ctx)).find((each) => canAnswer(each, ctx));
    if (!isE164(phone) || content === "" || !line) return notSent("No line can text them.");
    const since = ctx.now - ctx.settings.get("limits.burst_minutes") * 60_000;
    if ((await countNotices(ctx.db, phone, since)) >= ctx.settings.get("limits.bulk_without_asking"))
      return notSent("They were told of their bookings several times just now.");
    const text = { phone, content, askedBy: settles ? bookingAnswer : bookingNotice };
    try {
      return await planned(text, undefined, ctx);
    } catch (failure) {
      const opensAt = opensAtOf(failure, ctx);
      if (opensAt === undefined || (until !== undefined && opensAt >= until)) return notSent(whyOf(failure));
      return await planned(text, opensAt, ctx).catch((again: unknown) => notSent(whyOf(again)));
    }
  },
  apply: (data, ctx) => (data ? applyTexts(data, ctx) : []),
  effect: textEffect,
});

/** What others wrote has no link in it that a customer would open as the business's own; `link` is the desk's. */
function cleaned(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => [name, name === "link" ? text : withoutLinks(text)]),
  );
}

interface Told {
  sent: boolean;
  at: string | null;
  why: string | null;
}

async function planned(
  { phone, content, askedBy }: { phone: string; content: string; askedBy: string },
  scheduledAt: number | undefined,
  ctx: OperationContext,
): Promise<Plan<TextsData, Told>> {
  const { facts, data, effects } = await planTexts(ctx, {
    ...{
      from: undefined,
      drafts: [{ to: phone, content }],
      purpose: "transactional",
      mediaUrls: [],
      scheduledAt,
    },
    ...{ isBulk: false, isDry: false, askedBy, allowDuplicate: false },
  });
  const at = isoIn(ctx.settings.get("business.zone"), scheduledAt ?? ctx.now);
  return { facts, data, result: { sent: data !== undefined, at, why: null }, effects: effects ?? [] };
}

function notSent(why: string): Plan<TextsData, Told> {
  return { facts: {}, data: undefined, result: { sent: false, at: null, why }, effects: [] };
}

/** What is refused is no failure of the booking: it is told where the booking is. @throws what is no refusal */
function whyOf(failure: unknown): string {
  if (failure instanceof DeskError && failure.code !== "UNAVAILABLE") return failure.message;
  throw failure;
}

function opensAtOf(failure: unknown, { settings }: OperationContext): number | undefined {
  const opensAt = failure instanceof DeskError ? failure.detail.nextAllowedAt : undefined;
  return opensAt === undefined ? undefined : readTime(opensAt, settings.get("business.zone"));
}
