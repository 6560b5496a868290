import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { providerKeyOf } from "./provider-key-store.ts";

/** Whether somebody has left a key of their own at Quo, by its last four characters. */
export const providerKeyGet = defineRead({
  name: "provider_key.get",
  title: "Show one's own Quo key",
  description: "Whether somebody uses a Quo key of their own; its last four characters.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({ lastFour: z.string().nullable() }),
  summary: ({ lastFour }) => (lastFour ? `A key that ends in ${lastFour}.` : "No key."),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, { db, principal }) {
    return { lastFour: (await providerKeyOf(db, principal.user))?.lastFour ?? null };
  },
});
