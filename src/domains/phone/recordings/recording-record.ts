import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { putRecording } from "./recordings-store.ts";

/** A recording or a voicemail that the provider keeps; its event may arrive before its call's. */
export const recordingRecord = defineWrite({
  name: "recording.record",
  title: "Record that there is a recording",
  description: "Run for each event about a recording.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    provider: z.string(),
    kind: z.literal("recording"),
    providerId: z.string().min(1).max(200),
    providerCallId: z.string().max(200),
    what: z.enum(["recording", "voicemail"]),
    status: z.enum(["in_progress", "completed", "absent", "failed", "deleted"]),
    duration: z.int().nullable(),
  }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => id,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ kind: _kind, what, ...rest }, ctx) {
    const row = { id: ctx.newId("rec"), kind: what, ...rest, createdAt: ctx.now, updatedAt: ctx.now };
    const event =
      what === "voicemail" && rest.status === "completed" ? "voicemail.left" : "recording.updated";
    return {
      facts: {},
      data: row,
      result: { id: row.id },
      events: [{ type: event, subject: rest.providerCallId }],
    };
  },
  apply: (row) => [putRecording(row)],
});
