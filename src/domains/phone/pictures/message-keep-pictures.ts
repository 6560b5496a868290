import * as z from "zod";
import { ProviderFailure } from "#domains/phone/failures.ts";
import { messagesByIds } from "#domains/phone/history-store.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { defineWrite, type EffectContext, type Settlement } from "#operation/operation.ts";
import { newId } from "#platform/ids.ts";
import { pictureType } from "./picture-type.ts";
import { insertPicture, keptPositions } from "./pictures-store.ts";

/**
 * Fetches the pictures that came with a text, and keeps those that are pictures by their first bytes. A picture is
 * often there a while after its text only: what is missing is looked for again, as an answer in doubt is.
 */
export const messageKeepPictures = defineWrite({
  name: "message.keep_pictures",
  title: "Keep the pictures of a text",
  description: "Run for each text that came with pictures.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ id: z.string() }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => id,
  hints: { destructive: false, idempotent: true, openWorld: true },
  plan: async ({ id }) => ({ facts: {}, data: undefined, result: { id }, effects: [{ ref: id, lane: id }] }),
  apply: () => [],
  effect: {
    run: async (id, ctx) => {
      await ctx.begin();
      return await fetchMissing(id, ctx);
    },
    lost: () => [],
    lookUp: async (id, ctx) => {
      const found = await fetchMissing(id, ctx);
      return found.state === "unknown" && found.unit.length === 0 ? undefined : found;
    },
  },
});

/** In doubt while one is missing that may still come. */
async function fetchMissing(id: string, ctx: EffectContext): Promise<Settlement> {
  const [row] = await messagesByIds(ctx.db, [id]);
  const provider = row && ctx.service(phoneProviders).get(row.provider);
  if (!row || !provider?.fetchPicture) return { state: "failed", unit: [] };
  const media = JSON.parse(row.media ?? "[]") as { url: string }[];
  const kept = await keptPositions(ctx.db, id);
  const unit = [];
  let isDue = false;
  for (const [position, { url }] of media.entries()) {
    if (kept.has(position) || !URL.canParse(url)) continue;
    const bytes = await provider.fetchPicture(url).catch((failure: unknown) => {
      if (failure instanceof ProviderFailure) return undefined;
      throw failure;
    });
    const type = bytes && pictureType(bytes);
    if (!bytes) isDue = true;
    if (bytes && type)
      unit.push(
        insertPicture({
          ...{ id: newId("fil", ctx.now), messageId: id, position, type, bytes },
          createdAt: ctx.now,
        }),
      );
  }
  return {
    state: isDue ? "unknown" : "done",
    unit,
    events: unit.length > 0 ? [{ type: "message.updated", subject: id }] : [],
  };
}
