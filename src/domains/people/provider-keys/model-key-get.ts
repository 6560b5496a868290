import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { providerKeyOf } from "./provider-key-store.ts";

/** Whether somebody has left a key of their own for models, by its last four characters. */
export const modelKeyGet = defineRead({
  name: "model_key.get",
  title: "Show one’s own key for models",
  description: "Whether somebody uses a key of their own for models; its last four characters.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({ lastFour: z.string().nullable(), setAt: z.string().nullable() }),
  summary: ({ lastFour }) => (lastFour ? `A key that ends in ${lastFour}.` : "No key."),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, { db, principal, settings }) {
    const row = await providerKeyOf(db, principal.user, "openai");
    const setAt = row ? isoIn(settings.get("business.zone"), row.createdAt) : null;
    return { lastFour: row?.lastFour ?? null, setAt };
  },
});
