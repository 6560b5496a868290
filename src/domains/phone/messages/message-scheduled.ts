import * as z from "zod";
import { shownMessages } from "#domains/phone/history-store.ts";
import { messageView, viewMessage } from "#domains/phone/view.ts";
import { defineRead } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";
import { scheduledMessages } from "./schedule-store.ts";

/** Texts that wait for their time, the next one first, a page at a time. */
export const messageScheduled = defineRead({
  name: "message.scheduled",
  title: "List scheduled texts",
  description:
    "Lists texts that wait to go out later, the next one first: scheduled ones, and those that can still be taken back. message_edit and message_cancel change them.",
  scopes: ["phone:read"],
  input: z.strictObject({
    limit: z.int().min(1).max(100).default(20),
    cursor: z.string().max(200).optional().describe("nextCursor of the page before."),
  }),
  output: z.object({
    messages: z.array(messageView),
    truncated: z.boolean(),
    nextCursor: z.string().nullable(),
  }),
  example: {},
  summary: ({ messages, nextCursor }) =>
    `${counted(messages.length, "text")}${nextCursor ? ", more with nextCursor" : ""}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ limit, cursor }, ctx) {
    const after = cursor ? decodeCursor(cursor) : undefined;
    const found = await scheduledMessages(ctx.db, { after, limit: limit + 1 });
    const rows = await shownMessages(
      ctx.db,
      found.map(({ id }) => id),
    );
    const zone = ctx.settings.get("business.zone");
    const { rows: messages, ...page } = pageOf(
      rows,
      limit,
      (row) => viewMessage(row, zone),
      (row) => row,
    );
    return { messages, ...page };
  },
});
