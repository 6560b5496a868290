import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { requireTime } from "#platform/read-time.ts";
import { DeskError } from "#src/errors.ts";
import { conversationWith } from "./inbox-store.ts";
import { conversationState, stateOf } from "./state.ts";
import { changeState, type StateChange } from "./state-store.ts";

const oneLine = /^[^\p{Cc}\p{Cf}]*(?:[\u200c\u200d][^\p{Cc}\p{Cf}]*)*$/u;

const input = z.strictObject({
  phoneNumber: z.string().min(1).max(40).describe("The other side, any readable form."),
  done: z.boolean().optional().describe("True: nothing is to be done until they write or call again."),
  snoozedUntil: z
    .string()
    .max(40)
    .nullable()
    .optional()
    .describe("Put aside until then; ISO 8601. Null takes it up again."),
  assignee: z
    .string()
    .trim()
    .max(120)
    .regex(oneLine, "It has characters that nobody sees.")
    .nullable()
    .optional()
    .describe("Who looks after it, by name; empty or null for nobody."),
  note: z
    .string()
    .trim()
    .max(2000)
    .transform(maskCards)
    .nullable()
    .optional()
    .describe("A note that only the business sees."),
  read: z.boolean().optional().describe("True: somebody has read it."),
});

/** Says where a conversation stands. @throws NOT_FOUND, VALIDATION_ERROR */
export const conversationSet = defineWrite({
  name: "conversation.set",
  title: "Say where a conversation stands",
  description:
    "Marks a conversation as done, put aside until a time, somebody’s to look after, or read, or keeps a note with it that only the business sees. Nothing is sent. A new text or missed call of theirs opens it again.",
  scopes: ["phone:write"],
  input,
  accept: (given) => ({ ...given, ...(given["assignee"] === "" ? { assignee: null } : {}) }),
  output: z.object({ phoneNumber: z.string(), state: conversationState }),
  example: { phoneNumber: "+15550100200", snoozedUntil: "2026-12-01T09:00" },
  summary: ({ phoneNumber, state }) =>
    `${phoneNumber}: ${state.doneAt ? "done" : state.snoozedUntil ? `put aside until ${state.snoozedUntil}` : "open"}${state.assignee ? `, ${state.assignee} looks after it` : ""}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const peer = await peerOf(given.phoneNumber, ctx.settings.get("business.region"), async (name) =>
      conversationWith(ctx.db, name),
    );
    return {
      facts: { phoneNumber: peer.peer },
      data: { id: peer.id, change: changeFor(given, ctx.now, ctx.settings.get("business.zone")) },
      result: { peer: peer.peer },
      events: [{ type: "conversation.changed", subject: peer.id }],
    };
  },
  apply: ({ id, change }) => changeState(id, change),
  async answer({ peer }: { peer: string }, ctx) {
    const row = await conversationWith(ctx.db, peer);
    if (!row) throw new DeskError("NOT_FOUND", "The conversation has been removed since.");
    return { phoneNumber: peer, state: stateOf(row, ctx.settings.get("business.zone"), ctx.now) };
  },
});

/** What ends with a matter that is done. */
const ended = { waitingSince: null, topic: null, answerFrom: null, draft: null, draftFor: null };

type Found = Awaited<ReturnType<typeof conversationWith>>;

/** @throws DeskError NOT_FOUND */
async function peerOf(text: string, region: string, find: (peer: string) => Promise<Found>) {
  // What is no number one can dial, and has written all the same, goes by what it is called.
  const found = (await find(text)) ?? (await find(requirePhoneNumber(text, region, "phoneNumber")));
  if (found) return found;
  throw new DeskError("NOT_FOUND", "There is no conversation with that number.", {
    next: "conversation_list has those there are.",
  });
}

function changeFor(given: z.infer<typeof input>, now: number, zone: string): StateChange {
  const { done, snoozedUntil, assignee, note, read } = given;
  const until = snoozedUntil ? requireTime(snoozedUntil, zone, "snoozedUntil") : null;
  if (until !== null && until <= now)
    throw new DeskError("VALIDATION_ERROR", "It cannot be put aside until a time that is over.", {
      fields: { snoozedUntil: ["It has to be in the future."] },
      next: "Give a later time, or null.",
    });
  return {
    ...(done === undefined ? {} : { doneAt: done ? now : null, ...(done ? ended : {}) }),
    ...(snoozedUntil === undefined ? {} : { snoozedUntil: until }),
    ...(assignee === undefined ? {} : { assignee: assignee || null }),
    ...(note === undefined ? {} : { note: note || null }),
    ...(read === undefined && !done ? {} : { readAt: read === false ? null : now }),
  };
}
