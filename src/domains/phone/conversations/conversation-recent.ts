import * as z from "zod";
import { stopped } from "#domains/phone/consent/opt-out-store.ts";
import { countExchanged } from "#domains/phone/history-store.ts";
import { callView, messageView } from "#domains/phone/view.ts";
import { defineRead } from "#operation/operation.ts";
import { timeline } from "./timeline.ts";

const shown = 5;

/** How much was exchanged with some numbers and the last of it, for operations that say who somebody is. */
export const conversationRecent = defineRead({
  name: "conversation.recent",
  title: "Recent texts and calls with some numbers",
  description: "For other operations: counts, the newest few, and whether a number has opted out.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    phones: z.array(z.string()),
    since: z.int().optional().describe("Only the last of it from then on."),
  }),
  output: z.object({
    messages: z.int(),
    calls: z.int(),
    optedOut: z.boolean(),
    stoppedAt: z.int().nullable().describe("When the last of them said stop: milliseconds, UTC."),
    items: z.array(z.union([messageView, callView])),
  }),
  summary: ({ messages, calls }) => `${messages} texts, ${calls} calls.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ phones, since }, ctx) {
    const [counts, silent, items] = await Promise.all([
      countExchanged(ctx.db, phones),
      stopped(ctx, phones),
      timeline(ctx.db, ctx.settings, { peers: phones, since, limit: shown }),
    ]);
    return {
      ...counts,
      optedOut: silent.size > 0,
      stoppedAt: Math.max(0, ...silent.values()) || null,
      items: items.map((item) => item.view),
    };
  },
});
