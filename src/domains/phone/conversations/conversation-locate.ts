import * as z from "zod";
import { callById, messagesByIds } from "#domains/phone/history-store.ts";
import { defineRead } from "#operation/operation.ts";

/** Whose conversation a text, a call or a contact belongs to, for whoever tells others that it has changed. */
export const conversationLocate = defineRead({
  name: "conversation.locate",
  title: "The numbers a text, a call or a contact is about",
  description: "For the desk itself: the other side of a text or call, the numbers of a contact.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up"],
  input: z.strictObject({ id: z.string() }),
  output: z.object({ phoneNumbers: z.array(z.string()) }),
  summary: ({ phoneNumbers }) => phoneNumbers.join(", ") || "nobody",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    if (id.startsWith("con_")) {
      const known = await ctx.use<{ contact: { phones: string[] } | null }>("contact.look_up", { id });
      return { phoneNumbers: known.contact?.phones ?? [] };
    }
    const [message] = id.startsWith("msg_") ? await messagesByIds(ctx.db, [id]) : [];
    const row = message ?? (id.startsWith("cal_") ? await callById(ctx.db, id) : undefined);
    return { phoneNumbers: row ? [row.peer] : [] };
  },
});
