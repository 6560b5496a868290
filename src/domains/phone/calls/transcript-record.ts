import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { putTranscript } from "./transcript-store.ts";

export const dialogueLine = z.strictObject({
  speaker: z.enum(["desk", "customer", "unknown"]),
  content: z.string(),
  start: z.number(),
  end: z.number(),
});

/** What was said on a call, from a provider's event; it may arrive before the call does. */
export const transcriptRecord = defineWrite({
  name: "transcript.record",
  title: "Record a transcript",
  description: "Run for each event about a transcript.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    provider: z.string(),
    kind: z.literal("transcript"),
    providerCallId: z.string(),
    status: z.enum(["completed", "in_progress", "absent", "failed"]),
    dialogue: z.array(dialogueLine),
    duration: z.int().nullable(),
    at: z.int(),
  }),
  output: z.object({ providerCallId: z.string() }),
  summary: ({ providerCallId }) => providerCallId,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ kind: _kind, dialogue, at, ...rest }, ctx) {
    const row = { ...rest, dialogue: JSON.stringify(dialogue), createdAt: at || ctx.now, updatedAt: ctx.now };
    return {
      facts: {},
      data: row,
      result: { providerCallId: rest.providerCallId },
      events:
        rest.status === "completed" ? [{ type: "transcript.completed", subject: rest.providerCallId }] : [],
    };
  },
  apply: (row) => [putTranscript(row)],
});
