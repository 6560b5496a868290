import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { conversationWith } from "./inbox-store.ts";
import { changeState } from "./state-store.ts";
import { answeredHere } from "./store.ts";

/** A person says that a conversation needs no answer; the next text or missed call opens it again. @throws NOT_FOUND */
export const conversationSettle = defineWrite({
  name: "conversation.settle",
  title: "Say that nothing is to be answered",
  description: "Takes a conversation out of those that nobody has answered, until they write or call again.",
  scopes: ["phone:write"],
  exposure: "person",
  input: z.strictObject({
    phoneNumber: z.string().min(1).max(40).describe("As the inbox gives it."),
    upTo: z.int().describe("What had arrived by then, in milliseconds, UTC: what somebody has seen."),
  }),
  output: z.object({ phoneNumber: z.string() }),
  summary: ({ phoneNumber }) => `Nothing is to be answered to ${phoneNumber}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ phoneNumber, upTo }, ctx) {
    const row = await conversationWith(ctx.db, phoneNumber);
    if (!row) throw new DeskError("NOT_FOUND", "There is no such conversation.");
    return {
      facts: { phoneNumber },
      data: { id: row.id, peer: row.peer, upTo, now: ctx.now },
      result: { phoneNumber: row.peer },
      events: [{ type: "conversation.settled", subject: row.id }],
    };
  },
  apply: ({ id, peer, upTo, now }) => [
    answeredHere(peer, upTo),
    ...changeState(id, { doneAt: now, readAt: now }),
  ],
});
