import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { setupName } from "./chat-template-set.ts";
import { putModelSetup } from "./setup-store.ts";
import { ownerOf } from "./sharing.ts";

const modelName = z.string().trim().min(1).max(120);

/** Gives a model with its parameters a name, over an earlier one of that name. @throws FORBIDDEN */
export const chatModelSet = defineWrite({
  name: "chat_model.set",
  title: "Name a model with its parameters",
  description:
    "Keeps a configuration: a name for a model with parameters, a system prompt, a limit of tokens a minute, and the models that are asked where it does not answer.",
  scopes: ["assistant:write"],
  input: z.strictObject({
    name: setupName,
    model: modelName,
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().min(0).max(1).optional(),
    max_tokens: z.int().min(1).max(128_000).optional(),
    reasoning_effort: z.enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"]).optional(),
    system_prompt: z.string().trim().min(1).max(50_000).optional(),
    tokens_per_minute: z.int().min(1).max(100_000_000).optional(),
    fallbacks: z.array(modelName).max(5).default([]),
    shared: z.boolean().default(false).describe("For everybody: the owner’s to say."),
  }),
  output: z.object({ name: z.string(), model: z.string() }),
  example: { name: "careful", model: "gpt-6-sol", temperature: 0.2, fallbacks: ["gpt-6-luna"] },
  summary: ({ name, model }) => `${name} is ${model} now.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ name, model, system_prompt, tokens_per_minute, fallbacks, shared, ...parameters }, ctx) {
    return {
      facts: {},
      data: {
        ...{ owner: ownerOf(shared, ctx), name, model, parameters: JSON.stringify(parameters) },
        ...{ systemPrompt: system_prompt ?? null, fallbacks: JSON.stringify(fallbacks) },
        ...{ tokensPerMinute: tokens_per_minute ?? null, updatedAt: ctx.now },
      },
      result: { name, model },
    };
  },
  apply: (row) => [putModelSetup(row)],
});
