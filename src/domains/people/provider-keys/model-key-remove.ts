import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { deleteProviderKey } from "./provider-key-store.ts";

/** Forgets somebody's own key for models; the business's is used again. */
export const modelKeyRemove = defineWrite({
  name: "model_key.remove",
  title: "Forget one’s own key for models",
  description: "Forgets somebody’s own key for models.",
  scopes: [],
  exposure: "person",
  needsRecentSignIn: true,
  input: z.strictObject({}),
  output: z.object({ removed: z.literal(true) }),
  summary: () => "Forgot the key.",
  hints: { destructive: true, idempotent: true, openWorld: false },
  plan: async (_input, { principal }) => ({
    ...{ facts: {}, data: principal.user, result: { removed: true as const } },
  }),
  apply: (personId) => deleteProviderKey(personId, "openai"),
});
