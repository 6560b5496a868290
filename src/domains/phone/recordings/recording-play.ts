import { Buffer } from "node:buffer";
import * as z from "zod";
import { asError, ProviderFailure } from "#domains/phone/failures.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { recordingById } from "./recordings-store.ts";

/** A recording or a voicemail, fetched from the provider that keeps it. @throws NOT_FOUND, UPSTREAM_ERROR */
export const recordingPlay = defineRead({
  name: "recording.play",
  title: "Hear a recording",
  description: "A recording of a call or a voicemail, from its provider.",
  scopes: ["phone:read"],
  exposure: "person",
  input: z.strictObject({ id: z.string().max(60) }),
  output: z.object({ type: z.string(), base64: z.string() }),
  summary: ({ type }) => type,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async read({ id }, ctx) {
    const row = await recordingById(ctx.db, id);
    const provider = row && ctx.service(phoneProviders).get(row.provider);
    if (row?.status !== "completed" || !provider?.fetchRecording)
      throw new DeskError("NOT_FOUND", "There is no such recording.");
    const bytes = await provider.fetchRecording(row.providerId).catch((failure: unknown) => {
      throw failure instanceof ProviderFailure ? asError(failure.reason) : failure;
    });
    return { type: "audio/mpeg", base64: Buffer.from(bytes).toString("base64") };
  },
});
