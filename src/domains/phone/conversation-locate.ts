import * as z from "zod";
import { defineRead } from "#catalog/operation.ts";
import { callById, messagesByIds } from "./history-store.ts";

/** Whose conversation a text or a call belongs to, for whoever tells others that it has changed. */
export const conversationLocate = defineRead({
  name: "conversation.locate",
  title: "The number a text or call was exchanged with",
  description: "For the desk itself: the other side of a text or call; null when there is none of that id.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ id: z.string() }),
  output: z.object({ phoneNumber: z.string().nullable() }),
  summary: ({ phoneNumber }) => phoneNumber ?? "nobody",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const [message] = id.startsWith("msg_") ? await messagesByIds(ctx.db, [id]) : [];
    const row = message ?? (id.startsWith("cal_") ? await callById(ctx.db, id) : undefined);
    return { phoneNumber: row?.peer ?? null };
  },
});
