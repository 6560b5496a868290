import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { countUnanswered, inboxOf } from "./inbox-store.ts";

/** Who waits for an answer, without a word of theirs, for operations that sum up. */
export const conversationWaiting = defineRead({
  name: "conversation.waiting",
  title: "Who waits for an answer",
  description: "For other operations: how many conversations nobody has answered, and with whom.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up"],
  input: z.strictObject({ limit: z.int().min(1).max(20) }),
  output: z.object({
    count: z.int(),
    who: z.array(z.object({ phone: z.string(), name: z.string().nullable() })),
  }),
  summary: ({ count }) => `${count} wait`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ limit }, ctx) {
    const rows = await inboxOf(ctx.db, { show: "unanswered", before: undefined, now: ctx.now, limit });
    const who = await Promise.all(
      rows.map(async ({ peer: phone }) => {
        const { contact } = await ctx.use<{ contact: { name: string | null } | null }>("contact.look_up", {
          phone,
        });
        return { phone, name: contact?.name ?? null };
      }),
    );
    return { count: await countUnanswered(ctx.db, ctx.now), who };
  },
});
