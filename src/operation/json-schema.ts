import * as z from "zod";
import { isRuled, type Operation } from "./operation.ts";

export type JsonSchema = Record<string, unknown>;

/** The arguments every writing tool takes beside its own; the gate reads them. */
const controls: Record<string, JsonSchema> = {
  idempotency_key: {
    type: "string",
    minLength: 1,
    maxLength: 200,
    description: "Same key and same arguments: the first answer again, nothing done twice.",
  },
};

const reasoning: JsonSchema = {
  type: "string",
  maxLength: 2000,
  description: "Why this is right to do. A person reads it when the call waits for one.",
};

/** The JSON Schema (2020-12) of a tool's arguments. */
export function inputSchema(operation: Operation, input: z.ZodType = operation.input): JsonSchema {
  const schema = plainSchema(input, "input");
  if (operation.kind === "read") return schema;
  const own = schema["properties"] as Record<string, JsonSchema>;
  return { ...schema, properties: { ...own, ...(isRuled(operation) ? { reasoning } : {}), ...controls } };
}

/** The JSON Schema of a tool's structured answer: the output, or for ruled operations that it waits for a person. */
export function outputSchema(operation: Operation): JsonSchema {
  const output = plainSchema(operation.output, "output");
  return isRuled(operation) ? { type: "object", anyOf: [output, waitingSchema] } : output;
}

/** What a call answers that now waits for a person. */
export const waiting = z.object({
  status: z.literal("authorization_required"),
  queue_id: z.string(),
  reason: z.string(),
  message: z.string(),
  review_url: z.string(),
  expires_at: z.string(),
});

export type Waiting = z.infer<typeof waiting>;

export const waitingSchema: JsonSchema = plainSchema(waiting, "output");

function plainSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: trim,
  }) as JsonSchema;
  return plain;
}

/** Leaves out what zod adds to every whole number, and patterns beside a format. */
function trim({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema["maximum"] === Number.MAX_SAFE_INTEGER) delete jsonSchema["maximum"];
  if (jsonSchema["minimum"] === Number.MIN_SAFE_INTEGER) delete jsonSchema["minimum"];
  if (jsonSchema["format"] !== undefined) delete jsonSchema["pattern"];
}

/**
 * An answer's schema as a list of tools carries it: the members of the answer, and of what is inside
 * them only what kind it is. Every tool's schema is sent to every client; OpenAPI has them whole.
 */
export function briefSchema(schema: JsonSchema): JsonSchema {
  const { anyOf, properties, ...rest } = schema;
  return {
    ...rest,
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.map((each) => briefSchema(each as JsonSchema)) } : {}),
    ...(properties ? { properties: mapValues(properties as Record<string, JsonSchema>, kindOf) } : {}),
  };
}

/** The kind of a value, without what is inside it. */
function kindOf(schema: JsonSchema): JsonSchema {
  const { type, const: constant, enum: values, anyOf, items } = schema;
  return {
    ...(type === undefined ? {} : { type }),
    ...(constant === undefined ? {} : { const: constant }),
    ...(values === undefined ? {} : { enum: values }),
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.map((each) => kindOf(each as JsonSchema)) } : {}),
    ...(items ? { items: kindOf(items as JsonSchema) } : {}),
  };
}

function mapValues(
  record: Record<string, JsonSchema>,
  change: (value: JsonSchema) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
