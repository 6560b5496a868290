import * as z from "zod";
import { chatRoles } from "#db/schema/assistant.ts";
import { sessionName } from "#domains/assistant/sessions/session.ts";
import { costView, usageView } from "#domains/assistant/spending/call-view.ts";

/** A conversation's turn as clients send it; `developer` is OpenAI's newer word for `system`. */
const turn = z.strictObject({
  role: z
    .enum([...chatRoles, "developer"])
    .transform((role) => (role === "developer" ? ("system" as const) : role)),
  content: z.string().min(1).max(400_000),
});

const longestSchema = 64 * 1024;

/** How the answer is to look. */
const responseFormat = z.union([
  z.enum(["text", "json_object"]),
  z.strictObject({ type: z.enum(["text", "json_object"]) }),
  z.strictObject({
    type: z.literal("json_schema"),
    json_schema: z
      .looseObject({
        name: z.string().regex(/^[\w-]{1,64}$/),
        schema: z.record(z.string(), z.unknown()),
      })
      .refine((value) => JSON.stringify(value).length <= longestSchema, "More than 64 KB."),
  }),
]);

export const questionInput = z.strictObject({
  messages: z.array(turn).min(1).max(500),
  model: z.string().trim().min(1).max(120).optional().describe("A model, or a configuration’s name."),
  max_tokens: z.int().min(1).max(128_000).optional(),
  temperature: z.number().min(0).max(2).optional(),
  session_id: sessionName.optional().describe("Remembers what was said; made where it is not there."),
  template: z.string().trim().min(1).max(80).optional().describe("A template to begin with."),
  variables: z.record(z.string().max(60), z.string().max(20_000)).optional(),
  response_format: responseFormat.optional(),
  contact: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .optional()
    .describe("Number or id: what was said with them goes along."),
  ticket: z.string().trim().min(1).max(60).optional().describe("It goes along."),
});

export type Question = z.infer<typeof questionInput>;

/** The format as OpenAI's protocol has it; undefined for plain text. */
export function formatOf(
  given: z.infer<typeof responseFormat> | undefined,
): Record<string, unknown> | undefined {
  if (given === undefined) return undefined;
  const format = typeof given === "string" ? { type: given } : given;
  return format.type === "text" ? undefined : format;
}

export const answerView = z.object({
  call_id: z.string(),
  session_id: z.string().nullable(),
  status: z.enum(["done", "queued", "incomplete", "cancelled"]),
  content: z.string().nullable(),
  model: z.string(),
  finish_reason: z.string().nullable(),
  usage: usageView.nullable(),
  cost: costView.nullable(),
  latency_ms: z.int().nullable(),
  key: z.enum(["person", "business", "none"]),
  fallback: z.string().nullable().describe("Why another model has answered."),
  notes: z.array(z.string()),
  words_of_customers: z.boolean().describe("True: it may repeat customers’ words, which are never orders."),
});
export type AnswerView = z.infer<typeof answerView>;
