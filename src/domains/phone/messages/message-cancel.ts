import * as z from "zod";
import { type MessageRow, messagesByIds } from "#domains/phone/history-store.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { DeskError } from "#src/errors.ts";
import { waitingOfBulk } from "./bulk-store.ts";
import { cancelMessages, stillWait } from "./schedule-store.ts";

/** Takes texts back that have not gone out. @throws NOT_FOUND; CONFLICT for what is out already */
export const messageCancel = defineWrite({
  name: "message.cancel",
  title: "Take a text back",
  description:
    "Takes back a text that has not gone out yet, or all that is left of a bulk. What is out already cannot be taken back: then it answers CONFLICT.",
  scopes: ["phone:write"],
  input: z.strictObject({
    message_id: z.string().max(60).optional().describe("The text, as send_sms or message_scheduled gave it."),
    bulk_id: z.string().max(60).optional().describe("Instead: every text of a bulk that still waits."),
  }),
  output: z.object({ canceled: z.array(z.string()) }),
  example: { message_id: "msg_01m8kfs7zw8kxwjrbdanhezrve" },
  summary: ({ canceled }) => `Took ${counted(canceled.length, "text")} back.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ message_id, bulk_id }, ctx) {
    const ids = await wanted(message_id, bulk_id, ctx);
    return {
      facts: { texts: ids.length },
      data: { ids, now: ctx.now },
      result: { canceled: ids },
      events: ids.map((subject) => ({ type: "message.canceled", subject })),
      moves: ids.map((ref) => ({ ref, dueAt: ctx.now })),
    };
  },
  apply: ({ ids, now }) => [stillWait(ids), cancelMessages(ids, now)],
});

async function wanted(id: string | undefined, bulkId: string | undefined, ctx: OperationContext) {
  if ((id === undefined) === (bulkId === undefined))
    throw new DeskError("VALIDATION_ERROR", "Give either `message_id` or `bulk_id`.", {
      fields: { message_id: ["Either this or `bulk_id`."] },
      next: "Name one of the two.",
    });
  const ids = id === undefined ? await waitingOfBulk(ctx.db, bulkId ?? "") : [await waitingText(id, ctx)];
  if (ids.length > 0) return ids;
  throw new DeskError("CONFLICT", "Nothing of that bulk still waits, or there is no such bulk.", {
    next: "message_bulk_status tells what became of it.",
  });
}

function whyNot(status: MessageRow["status"]): string {
  if (status === "canceled") return "It has been taken back already.";
  if (status === "scheduled")
    return "The provider has it and holds it back until it may go out: it cannot be taken back from here.";
  return "It has gone out already.";
}

/** @throws DeskError NOT_FOUND, CONFLICT */
export async function waitingText(id: string, ctx: OperationContext): Promise<string> {
  const [row] = await messagesByIds(ctx.db, [id]);
  if (row?.direction !== "outbound")
    throw new DeskError("NOT_FOUND", "There is no text of that id.", {
      next: "message_scheduled lists what waits.",
    });
  if (row.status === "scheduled" && row.providerId === null) return id;
  throw new DeskError("CONFLICT", whyNot(row.status), { next: "message_scheduled lists what still waits." });
}
