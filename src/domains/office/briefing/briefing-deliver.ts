import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { defineWrite } from "#operation/operation.ts";
import { logOf } from "#platform/log.ts";
import { localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import type { Briefing } from "./briefing.ts";
import { lastBriefing, markBriefed } from "./briefing-store.ts";

const log = logOf("briefing");

/** Later than this in the day it is no morning's briefing any more, in minutes after its time. */
const patience = 6 * 60;
/** What one text carries of it. */
const longestText = 900;

/** Sends the owner the day's briefing, once a day, at their time of day or soon after. */
export const briefingDeliver = defineWrite({
  name: "briefing.deliver",
  title: "Send the day's briefing",
  description: "Run every minute.",
  scopes: [],
  exposure: "system",
  uses: ["briefing.daily", "message.send", "mail.tell"],
  input: z.strictObject({}),
  output: z.object({ told: z.int() }),
  summary: ({ told }) => `${told} told`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  isNewEachTime: true,
  async plan(_given, ctx) {
    const { settings } = ctx;
    const { date, minute } = localMoment(settings.get("business.zone"), ctx.now);
    const nothing = { facts: {}, data: [] as Statement[], result: { told: 0 } };
    const at = minuteIn(settings.get("briefing.at"));
    if (at === undefined || minute < at || minute > at + patience) return nothing;
    if ((await lastBriefing(ctx.db, ctx.now + 1))?.day === date) return nothing;
    const found = await ctx.use<Briefing>("briefing.daily", {});
    const by = settings.get("briefing.by");
    const numbers = by === "email" ? [] : settings.get("business.owner_numbers");
    const address = by === "text" ? "" : settings.get("mail.owner");
    const content = shortened(found.text);
    const told = [];
    for (const to of numbers)
      told.push(await reached(() => ctx.use("message.send", { to: [to], content, allowDuplicate: true })));
    if (address !== "")
      await ctx.use("mail.tell", {
        ...{ contactId: null, to: address, content: found.text },
        subject: `${settings.get("business.name")}: ${found.day}`,
      });
    return {
      facts: {},
      data: markBriefed(date, ctx.now),
      result: { told: told.filter(Boolean).length + (address === "" ? 0 : 1) },
    };
  },
  apply: (statements) => statements,
});

/** A number that cannot be written to keeps nobody else from hearing of the day. */
async function reached(tell: () => Promise<unknown>): Promise<boolean> {
  try {
    await tell();
    return true;
  } catch (failure) {
    if (!(failure instanceof DeskError)) throw failure;
    log.warning("The owner could not be told of the day at one of their numbers.", { code: failure.code });
    return false;
  }
}

/** What one text carries, to the end of a line. */
function shortened(text: string): string {
  if (text.length <= longestText) return text;
  const whole = text.slice(0, longestText);
  return whole.slice(0, whole.lastIndexOf("\n") > 0 ? whole.lastIndexOf("\n") : longestText);
}

function minuteIn(time: string): number | undefined {
  const found = /^(\d\d):(\d\d)$/.exec(time);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}
