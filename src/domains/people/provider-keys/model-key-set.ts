import * as z from "zod";
import { deskSeal } from "#operation/desk-services.ts";
import { modelKeyCheck } from "#operation/language-model.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { providerKeyOf, putProviderKey, sealContextOf } from "./provider-key-store.ts";

/**
 * Keeps somebody's own key for models, sealed, after its server has said that it is one; it replaces an earlier one.
 * @throws VALIDATION_ERROR for a key that the server refuses; UPSTREAM_ERROR when it cannot be asked.
 */
export const modelKeySet = defineWrite({
  name: "model_key.set",
  title: "Use one’s own key for models",
  description: "Keeps somebody’s own key for models, which is then used for what they ask.",
  scopes: [],
  exposure: "person",
  needsRecentSignIn: true,
  secretInput: ["key"],
  input: z.strictObject({ key: z.string().regex(/^[\x21-\x7e]{8,400}$/, { error: "Not a key." }) }),
  output: z.object({ lastFour: z.string(), rotated: z.boolean() }),
  summary: ({ lastFour }) => `Kept the key that ends in ${lastFour}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ key }, ctx) {
    const { user } = ctx.principal;
    const state = await ctx.service(modelKeyCheck)(key);
    if (state === "refused")
      throw new DeskError("VALIDATION_ERROR", "The provider does not accept this key. It was not kept.", {
        next: "Copy it again from your account there.",
      });
    if (state === "unreachable")
      throw new DeskError(
        "UPSTREAM_ERROR",
        "The provider could not be asked about the key. It was not kept.",
        {
          next: "Try again in a minute.",
        },
      );
    const row = { personId: user, provider: "openai" as const };
    const sealed = ctx.service(deskSeal).seal("provider key", key, sealContextOf(row));
    const lastFour = key.slice(-4);
    const rotated = (await providerKeyOf(ctx.db, user, "openai")) !== undefined;
    return {
      facts: { lastFour },
      data: { ...row, sealed, lastFour, createdAt: ctx.now },
      result: { lastFour, rotated },
    };
  },
  apply: putProviderKey,
});
