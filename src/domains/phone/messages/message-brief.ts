import * as z from "zod";
import { messagesByIds } from "#domains/phone/history-store.ts";
import { defineRead } from "#operation/operation.ts";

/** A text that came in, for operations that do what it asks for. */
export const messageBrief = defineRead({
  name: "message.brief",
  title: "A text that came in",
  description: "For other operations: who wrote a text, what, and when; null where it is gone.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ id: z.string() }),
  output: z.object({
    text: z.object({ peer: z.string(), content: z.string(), at: z.int() }).nullable(),
  }),
  summary: ({ text }) => (text ? "found" : "gone"),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const [row] = await messagesByIds(ctx.db, [id]);
    if (row?.direction !== "inbound") return { text: null };
    return { text: { peer: row.peer, content: row.content, at: row.at } };
  },
});
