import { Buffer } from "node:buffer";
import * as z from "zod";
import { callByProviderId } from "#domains/phone/history-store.ts";
import { defineRead } from "#operation/operation.ts";
import { cutText } from "#platform/cut-text.ts";
import { isoIn } from "#platform/zone.ts";
import type { dialogueLine } from "./transcript-record.ts";
import { transcriptsOf } from "./transcript-store.ts";

const provider = "elevenlabs";
/** Bytes of JSON in an answer for a model; a page for people holds ten times as much. */
const longest = 3000;

/** The call of a voice agent's conversation and what was said on it, for whatever came of it. */
export const voiceFind = defineRead({
  name: "voice.find",
  title: "A voice agent's conversation",
  description: "For other operations: the call and the words of a conversation, by the voice platform's id.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ conversationId: z.string() }),
  output: z.object({
    callId: z.string().nullable(),
    peer: z.string().nullable().describe("Who was on the line; null where no phone was used."),
    at: z.string().nullable(),
    duration: z.int().nullable(),
    dialogue: z.array(z.object({ speaker: z.string(), untrustedContent: z.string(), start: z.number() })),
    dialogueTruncated: z.boolean(),
  }),
  summary: ({ callId }) => callId ?? "no call",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ conversationId }, ctx) {
    const call = await callByProviderId(ctx.db, provider, conversationId);
    const kept = (await transcriptsOf(ctx.db, provider, [conversationId])).get(conversationId);
    const said = kept ? (JSON.parse(kept.dialogue) as z.infer<typeof dialogueLine>[]) : [];
    const most = ctx.principal.face === "web" ? 10 * longest : longest;
    let bytes = 0;
    const dialogue = said
      .map(({ speaker, content, start }) => ({ speaker, untrustedContent: cutText(content, 2000), start }))
      .filter((line) => {
        bytes += Buffer.byteLength(JSON.stringify(line));
        return bytes <= most;
      });
    return {
      callId: call?.id ?? null,
      peer: call?.peer ?? null,
      at: call ? isoIn(ctx.settings.get("business.zone"), call.at) : null,
      duration: call?.duration ?? kept?.duration ?? null,
      dialogue,
      dialogueTruncated: dialogue.length < said.length,
    };
  },
});
