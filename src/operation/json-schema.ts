import * as z from "zod";
import type { Operation } from "./operation.ts";

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
  description: "Why.",
};

/** The JSON Schema (2020-12) of a tool's arguments. `isRuled`: it, or what it uses, may ask for a reason or a person. */
export function inputSchema(
  operation: Operation,
  isRuled: boolean,
  input: z.ZodType = operation.input,
): JsonSchema {
  const schema = oneKind(plainSchema(input, "input"));
  if (operation.kind === "read") return schema;
  const own = schema["properties"] as Record<string, JsonSchema>;
  return { ...schema, properties: { ...own, ...(isRuled ? { reasoning } : {}), ...controls } };
}

/** The JSON Schema of a tool's structured answer: the output, or for ruled operations that it waits for a person. */
export function outputSchema(operation: Operation, isRuled: boolean): JsonSchema {
  const output = plainSchema(operation.output, "output");
  return isRuled ? { type: "object", anyOf: [output, waitingSchema] } : output;
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

/**
 * A schema in which every value has one kind: whole families of models refuse a list that has more. What else is taken
 * is still taken; a list says the usual form, a text where it may be one.
 */
function oneKind(schema: JsonSchema): JsonSchema {
  const { anyOf, type, properties, items, ...rest } = schema;
  if (Array.isArray(anyOf)) {
    const kinds = anyOf.filter((each: JsonSchema) => each["type"] !== "null");
    const usual = kinds.find((each: JsonSchema) => each["type"] === "string") ?? kinds[0] ?? {};
    return { ...oneKind(usual as JsonSchema), ...rest };
  }
  const kinds = (Array.isArray(type) ? type : [type]).filter((each) => each !== undefined && each !== "null");
  const kind = kinds.includes("string") ? "string" : kinds[0];
  return {
    ...rest,
    ...(kind === undefined ? {} : { type: kind }),
    ...(properties ? { properties: mapValues(properties as Record<string, JsonSchema>, oneKind) } : {}),
    ...(items ? { items: oneKind(items as JsonSchema) } : {}),
  };
}

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
 * An answer's schema as a list of tools carries it: the names of its members, and what tells an answer that waits from
 * others. Every tool's schema is sent to every client, and some refuse more than one kind a value; OpenAPI has them whole.
 */
export function briefSchema(schema: JsonSchema): JsonSchema {
  const { anyOf, properties, required: _required, additionalProperties: _others, ...rest } = schema;
  if (!Array.isArray(anyOf))
    return {
      ...rest,
      ...(properties ? { properties: mapValues(properties as Record<string, JsonSchema>, nameOnly) } : {}),
    };
  // One of several answers: the members of all, of which none has to be there; of waiting what tells it from the others.
  const [own, ...others] = anyOf.map((each) =>
    Object.entries(briefSchema(each as JsonSchema)["properties"] ?? {}),
  );
  const members = [
    ...(own ?? []),
    ...others.flat().filter(([name]) => name === "status" || name === "queue_id"),
  ];
  return { type: "object", properties: Object.fromEntries(members) };
}

/** What of an argument's schema a list of tools leaves out: the operation says it where a call does not keep to it. */
const leftOut = new Set([
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minimum",
  "format",
  "pattern",
  "additionalProperties",
  "propertyNames",
]);

/**
 * A schema of arguments as a list of tools carries it: names, kinds, choices, defaults and descriptions. How long a text
 * may be is told where it is too long; OpenAPI has it all. What `twin` says of an argument is not said again.
 */
export function briefInput(schema: JsonSchema, twin?: JsonSchema): JsonSchema {
  const { properties, items, ...rest } = schema;
  const kept = Object.entries(rest).filter(
    ([name, value]) => !leftOut.has(name) && !(name === "description" && value === twin?.["description"]),
  );
  const inner = twin?.["properties"] as Record<string, JsonSchema> | undefined;
  return {
    ...Object.fromEntries(kept),
    ...(properties ? { properties: briefArguments(properties as Record<string, JsonSchema>, inner) } : {}),
    ...(items ? { items: briefInput(items as JsonSchema, twin?.["items"] as JsonSchema | undefined) } : {}),
  };
}

/** What the server's instructions say of every tool is not said of each. */
function briefArguments(
  properties: Record<string, JsonSchema>,
  twin: Record<string, JsonSchema> | undefined,
): Record<string, JsonSchema> {
  const brief = Object.entries(properties).map(([name, value]) => [name, briefInput(value, twin?.[name])]);
  return {
    ...(Object.fromEntries(brief) as Record<string, JsonSchema>),
    ...("idempotency_key" in properties ? { idempotency_key: { type: "string" } } : {}),
  };
}

/** That a member is there; what it is where it is one thing alone. */
function nameOnly({ const: constant }: JsonSchema): JsonSchema {
  return constant === undefined ? {} : { const: constant };
}

function mapValues(
  record: Record<string, JsonSchema>,
  change: (value: JsonSchema) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
