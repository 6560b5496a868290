import * as z from "zod";
import { deskSeal } from "#operation/desk-services.ts";
import { defineWrite, type ServiceKey } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { putProviderKey } from "./provider-key-store.ts";

/** Whether a provider knows a key, asked of the provider itself. */
export const providerKeyCheck: ServiceKey<(key: string) => Promise<"good" | "refused" | "unreachable">> = {
  name: "check of a provider's key",
};

/** What a key may look like: it travels in a header. */
export const providerKey = z.string().regex(/^[\x21-\x7e]{8,200}$/, { error: "Not a Quo key." });

/**
 * Keeps somebody's own Quo key, sealed, after Quo has said that it is one; it replaces an earlier one.
 * @throws VALIDATION_ERROR for a key that Quo refuses; UPSTREAM_ERROR when Quo cannot be asked.
 */
export const providerKeySet = defineWrite({
  name: "provider_key.set",
  title: "Use one's own Quo key",
  description: "Keeps somebody's own Quo key, which is then used for what they do.",
  scopes: [],
  exposure: "person",
  needsRecentSignIn: true,
  secretInput: ["key"],
  input: z.strictObject({ key: providerKey }),
  output: z.object({ lastFour: z.string() }),
  summary: ({ lastFour }) => `Kept the key that ends in ${lastFour}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ key }, ctx) {
    const { user } = ctx.principal;
    const state = await ctx.service(providerKeyCheck)(key);
    if (state === "refused")
      throw new DeskError("VALIDATION_ERROR", "Quo does not accept this key. It was not kept.", {
        next: "Copy it again from Quo: Settings, then API.",
      });
    if (state === "unreachable")
      throw new DeskError(
        "UPSTREAM_ERROR",
        "Quo could not be asked whether the key is right. It was not kept.",
        {
          next: "Try again in a minute.",
        },
      );
    const sealed = ctx.service(deskSeal).seal("provider key", key, user);
    const lastFour = key.slice(-4);
    return {
      facts: { lastFour },
      data: { personId: user, provider: "quo" as const, sealed, lastFour, createdAt: ctx.now },
      result: { lastFour },
      events: [{ type: "provider_key.changed", subject: user }],
    };
  },
  apply: putProviderKey,
});
