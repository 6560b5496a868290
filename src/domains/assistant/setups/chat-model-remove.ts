import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { setupName } from "./chat-template-set.ts";
import { deleteModelSetup } from "./setup-store.ts";
import { ownerOf } from "./sharing.ts";

/** Forgets a configuration of one's own. @throws FORBIDDEN */
export const chatModelRemove = defineWrite({
  name: "chat_model.remove",
  title: "Remove a model’s name",
  description: "Removes a configuration of yours; the model itself can still be asked by its own name.",
  scopes: ["assistant:write"],
  input: z.strictObject({ name: setupName, shared: z.boolean().default(false) }),
  output: z.object({ name: z.string(), removed: z.literal(true) }),
  example: { name: "careful" },
  summary: ({ name }) => `Removed ${name}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ name, shared }, ctx) {
    return {
      facts: {},
      data: { owner: ownerOf(shared, ctx), name },
      result: { name, removed: true as const },
    };
  },
  apply: ({ owner, name }) => [deleteModelSetup(owner, name)],
});
