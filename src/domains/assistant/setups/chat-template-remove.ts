import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { setupName } from "./chat-template-set.ts";
import { deleteTemplate } from "./setup-store.ts";
import { ownerOf } from "./sharing.ts";

/** Forgets a template of one's own; one of everybody's of that name, or of the desk's, holds again. @throws FORBIDDEN */
export const chatTemplateRemove = defineWrite({
  name: "chat_template.remove",
  title: "Remove a template for models",
  description: "Removes a template of yours. Those that come with the desk stay.",
  scopes: ["assistant:write"],
  input: z.strictObject({ name: setupName, shared: z.boolean().default(false) }),
  output: z.object({ name: z.string(), removed: z.literal(true) }),
  example: { name: "follow-up" },
  summary: ({ name }) => `Removed ${name}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ name, shared }, ctx) {
    return {
      facts: {},
      data: { owner: ownerOf(shared, ctx), name },
      result: { name, removed: true as const },
    };
  },
  apply: ({ owner, name }) => [deleteTemplate(owner, name)],
});
