import * as z from "zod";
import { putTranscript, transcriptsOf } from "#domains/phone/calls/transcript-store.ts";
import { ProviderFailure } from "#domains/phone/failures.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { recordingById, recordingIsThere, recordingsOf } from "#domains/phone/recordings/recordings-store.ts";
import { languageModel, ModelFailure } from "#operation/language-model.ts";
import { defineWrite, type EffectContext, type Settlement } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { unasked } from "./judging-store.ts";

/** Seconds of a recording that is written down. */
const longest = 3600;

/**
 * Has a voicemail or a recording written down by the owner's model, where nobody else has and the owner wants it. What is
 * written is marked as a model's.
 */
export const recordingTranscribe = defineWrite({
  name: "recording.transcribe",
  title: "Write down a recording",
  description: "Run for each recording.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ providerCallId: z.string() }),
  output: z.object({ asked: z.int() }),
  summary: ({ asked }) => `${asked} recordings.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ providerCallId }, ctx) {
    const isOn = ctx.settings.get("models.transcribe") !== "" && ctx.service(languageModel).isConfigured;
    const rows = isOn ? await recordingsOf(ctx.db, providerCallId) : [];
    const ready = rows.filter(({ status, duration }) => status === "completed" && (duration ?? 0) <= longest);
    const fresh = await unasked(
      ctx.db,
      "recording.transcribe",
      ready.map(({ id }) => id),
    );
    const effects = fresh.map((id) => ({ ref: id, lane: id }));
    return { facts: {}, data: undefined, result: { asked: effects.length }, effects };
  },
  apply: () => [],
  effect: {
    run: async (id, ctx) => {
      await ctx.begin();
      return await writeDown(id, ctx);
    },
    lost: () => [],
    lookUp: writeDown,
  },
});

async function writeDown(id: string, ctx: EffectContext): Promise<Settlement> {
  const row = await recordingById(ctx.db, id);
  const model = ctx.settings.get("models.transcribe");
  const fetchRecording = row && ctx.service(phoneProviders).get(row.provider)?.fetchRecording;
  if (!row || !fetchRecording || model === "") return { state: "failed", unit: [] };
  const { provider, providerCallId, duration } = row;
  const kept = (await transcriptsOf(ctx.db, provider, [providerCallId])).get(providerCallId);
  if (kept?.status === "completed") return { state: "done", unit: [] };
  try {
    const said = await ctx.service(languageModel).transcribe(await fetchRecording(row.providerId), model);
    const content = maskCards(said.trim());
    const speaker = row.kind === "voicemail" ? "customer" : "unknown";
    const dialogue = content === "" ? [] : [{ speaker, content, start: 0, end: duration ?? 0 }];
    return {
      state: "done",
      unit: [
        recordingIsThere(id),
        putTranscript({
          ...{ provider, providerCallId, duration, status: "completed", madeBy: "model" },
          ...{ dialogue: JSON.stringify(dialogue), words: content, createdAt: ctx.now, updatedAt: ctx.now },
        }),
      ],
      events: [{ type: "transcript.completed", subject: providerCallId }],
    };
  } catch (failure) {
    if (failure instanceof ModelFailure || failure instanceof ProviderFailure)
      return { state: "unknown", unit: [] };
    throw failure;
  }
}
