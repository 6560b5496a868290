import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { putTemplate } from "./setup-store.ts";
import { ownerOf } from "./sharing.ts";
import { variablesIn } from "./templates.ts";

export const setupName = z
  .string()
  .trim()
  .regex(/^[\w.:/-]{1,80}$/, "Letters, digits, and . : / - _ alone.");

/** Writes a template of one's own, over an earlier one of that name. @throws FORBIDDEN */
export const chatTemplateSet = defineWrite({
  name: "chat_template.set",
  title: "Write a template for models",
  description: "Keeps a template of yours; {{name}} is a place that variables fill.",
  scopes: ["assistant:write"],
  input: z.strictObject({
    name: setupName,
    content: z.string().trim().min(1).max(50_000),
    description: z.string().trim().max(300).default(""),
    shared: z.boolean().default(false).describe("For everybody: the owner’s to say."),
  }),
  output: z.object({ name: z.string(), variables: z.array(z.string()) }),
  example: {
    name: "follow-up",
    content: "Write a short follow-up to {{customer}}.",
    description: "Follow-up",
  },
  summary: ({ name }) => `Kept ${name}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ name, content, description, shared }, ctx) {
    return {
      facts: {},
      data: { owner: ownerOf(shared, ctx), name, content, description, updatedAt: ctx.now },
      result: { name, variables: variablesIn(content) },
    };
  },
  apply: (row) => [putTemplate(row)],
});
