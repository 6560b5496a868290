import * as z from "zod";
import { markTold } from "#gate/queue/store.ts";
import { defineWrite } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { noticesDue } from "./notices.ts";

/**
 * Texts the owner's numbers that something waits: soon after it was asked, and once more when half its time is
 * gone. Without numbers it says so. @throws what the text is refused with; it is tried again the next minute.
 */
export const authorizationRemind = defineWrite({
  name: "authorization.remind",
  title: "Tell people what waits",
  description: "Run every minute.",
  scopes: [],
  exposure: "system",
  uses: ["message.send"],
  input: z.strictObject({ link: z.string() }),
  output: z.object({ fresh: z.int(), late: z.int(), told: z.int().describe("Numbers that are texted.") }),
  summary: ({ fresh, late, told }) => `${fresh} new and ${late} late requests, ${told} numbers told.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ link }, ctx) {
    const { fresh, late } = await noticesDue(ctx.db, ctx.now);
    const numbers = ctx.settings.get("business.owner_numbers");
    const told = fresh.length + late.length > 0 ? numbers : [];
    if (told.length > 0) {
      const waits = counted(new Set([...fresh, ...late]).size, "request");
      const hurry = late.length > 0 ? "Half the time to decide is gone. " : "";
      const content = `${waits} of an assistant's waiting for your word. ${hurry}${link}`;
      await ctx.use("message.send", { to: told, content, allowDuplicate: true });
    }
    return {
      facts: {},
      data: { fresh, late, now: ctx.now },
      result: { fresh: fresh.length, late: late.length, told: told.length },
    };
  },
  apply: ({ fresh, late, now }) => [
    ...markTold(fresh, { noticedAt: now }),
    ...markTold(late, { remindedAt: now }),
  ],
});
