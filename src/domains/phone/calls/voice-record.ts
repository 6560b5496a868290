import * as z from "zod";
import { lineHint, nobody } from "#domains/phone/lines/line-hint.ts";
import { defineWrite } from "#operation/operation.ts";
import { dialogueLine } from "./transcript-record.ts";

/**
 * A voice agent's conversation, from its platform's event: a call with what was said on it; of one that came over no
 * phone only what was said. The same event twice ends in the same state.
 */
export const voiceRecord = defineWrite({
  name: "voice.record",
  title: "Record a voice agent's conversation",
  description: "Run for each event about a conversation.",
  scopes: [],
  exposure: "system",
  uses: ["call.record", "transcript.record"],
  input: z.strictObject({
    provider: z.string(),
    kind: z.literal("voice"),
    providerId: z.string(),
    peer: z.string(),
    call: z.strictObject({ line: lineHint, direction: z.enum(["inbound", "outbound"]) }).nullable(),
    /** Null where the event does not say: then it is when it was heard. */
    at: z.int().nullable(),
    duration: z.int().nullable(),
    updatedAt: z.int().nullable(),
    dialogue: z.array(dialogueLine),
  }),
  output: z.object({ providerId: z.string() }),
  summary: ({ providerId }) => providerId,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ provider, providerId, peer, call, at, duration, updatedAt, dialogue }, ctx) {
    if (call)
      await ctx.use("call.record", {
        provider,
        kind: "call",
        providerId,
        ...call,
        parties: [peer, call.line.number ?? ""].filter((each) => each !== ""),
        peer: peer || nobody,
        status: "completed",
        duration,
        at,
        answeredAt: at,
        completedAt: at === null || duration === null ? null : at + duration * 1000,
        updatedAt,
      });
    await ctx.use("transcript.record", {
      provider,
      kind: "transcript",
      providerCallId: providerId,
      status: "completed",
      dialogue,
      duration,
      at: at ?? 0,
    });
    return { facts: {}, data: undefined, result: { providerId } };
  },
  apply: () => [],
});
