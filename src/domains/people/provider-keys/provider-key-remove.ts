import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { deleteProviderKey } from "./provider-key-store.ts";

/** Forgets somebody's own Quo key; the desk's is used again. */
export const providerKeyRemove = defineWrite({
  name: "provider_key.remove",
  title: "Forget one's own Quo key",
  description: "Forgets somebody's own Quo key.",
  scopes: [],
  exposure: "person",
  needsRecentSignIn: true,
  input: z.strictObject({}),
  output: z.object({ removed: z.literal(true) }),
  summary: () => "Forgot the key.",
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan(_input, { principal }) {
    return {
      facts: {},
      data: principal.user,
      result: { removed: true as const },
      events: [{ type: "provider_key.changed", subject: principal.user }],
    };
  },
  apply: (personId) => deleteProviderKey(personId, "quo"),
});
