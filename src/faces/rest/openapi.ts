import { waitingSchema } from "#catalog/json-schema.ts";
import { scopeMeanings } from "#catalog/scopes.ts";
import type { Tool } from "#catalog/toolsets.ts";
import { errorStatus } from "#src/errors.ts";
import { version } from "#src/version.ts";

/** The REST face as OpenAPI 3.1, one path a tool, made from the same table as everything else. */
export function openapi(tools: readonly Tool[], baseUrl: string): Record<string, unknown> {
  return {
    openapi: "3.1.0",
    info: {
      title: "Frontdesk",
      version,
      description:
        "The front desk of a business: texts, calls and contacts. Every tool is one POST; its body is the tool's arguments.",
    },
    servers: [{ url: baseUrl }],
    security: [{ bearer: [] }],
    paths: Object.fromEntries(tools.map((tool) => [`/api/v1/tools/${tool.name}`, { post: endpoint(tool) }])),
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", description: scopesInWords() } },
      schemas: { Error: errorSchema, Waiting: waitingSchema },
    },
  };
}

function endpoint(tool: Tool): Record<string, unknown> {
  const { operation } = tool;
  const json = (schema: unknown) => ({ content: { "application/json": { schema } } });
  const isRuled = operation.kind === "write" && operation.permission !== undefined;
  const output = isRuled ? ((tool.outputSchema["anyOf"] as unknown[])[0] ?? {}) : tool.outputSchema;
  return {
    operationId: tool.name,
    summary: tool.title,
    description: tool.description.slice(0, 300),
    "x-openai-isConsequential": operation.kind === "write",
    "x-scopes": operation.scopes,
    requestBody: { required: true, ...json(tool.inputSchema) },
    responses: {
      200: { description: "Done.", ...json(output) },
      ...(isRuled
        ? { 202: { description: "Waiting for a person.", ...json({ $ref: "#/components/schemas/Waiting" }) } }
        : {}),
      default: {
        description: "Refused.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

const errorSchema = {
  type: "object",
  required: ["status", "code", "message"],
  properties: {
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(errorStatus) },
    message: { type: "string" },
    next: { type: "string", description: "What to do now." },
    fields: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
    retry_after: { type: "integer", description: "Seconds." },
    next_allowed_at: { type: "string", format: "date-time" },
    request_id: { type: "string" },
  },
};

function scopesInWords(): string {
  return `A token made with \`frontdesk token create\`. Scopes: ${Object.entries(scopeMeanings)
    .map(([scope, meaning]) => `${scope} (${meaning.toLowerCase()})`)
    .join(", ")}.`;
}
