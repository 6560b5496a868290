import type { Tool } from "#catalog/tool-table.ts";
import { type JsonSchema, waitingSchema } from "#operation/json-schema.ts";
import { scopeMeanings } from "#operation/scopes.ts";
import { version } from "#platform/version.ts";
import { errorStatus } from "#src/errors.ts";
import { handoffPath } from "../ingest/openapi.ts";

/**
 * The REST face as OpenAPI 3.1, one path a tool, made from the same table as everything else, with the two ways to
 * call tools by name. It keeps to what the editor of custom GPTs takes: descriptions of 300 characters, no object
 * without a list of its members.
 */
export function openapi(all: readonly Tool[], baseUrl: string): Record<string, unknown> {
  const tools = described(all);
  // The address that voice agents post to belongs to the list of those who hand callers over.
  const handoff = tools.some(({ name }) => name === "ingest_oa_handoff") ? handoffPath() : undefined;
  return {
    openapi: "3.1.0",
    info: {
      title: "Frontdesk",
      version,
      description:
        "The front desk of a business: texts, calls and contacts. Every tool is one POST; its body is the tool's arguments.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: baseUrl }],
    security: [{ bearer: [] }, { oauth: [] }],
    paths: {
      ...Object.fromEntries(tools.map((tool) => [`/api/v1/tools/${tool.name}`, { post: endpoint(tool) }])),
      "/mcp": { post: callByName },
      "/mcp/tools": { get: listOfTools },
      ...(handoff ? { "/ingest/oa-handoff": withMembers(handoff.path) } : {}),
    },
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: scopesInWords() },
        oauth: { type: "oauth2", flows: { authorizationCode: authorizationCode(baseUrl) } },
        ...handoff?.security,
      },
      schemas: {
        Error: errorSchema,
        ...(tools.some(isRuled) ? { Waiting: withMembers(waitingSchema) } : {}),
      },
    },
  };
}

/** The editor of custom GPTs takes about thirty operations; two of them call and list the others by name. */
const mostTools = 27;
/** What a list with more leaves to those two: lists of their own have it, for agents on the phone and for asking models. */
const left = [
  ...["handoff.render_note", "handoff.submit"],
  ...["chat.complete", "chat.stream", "chat.create_session", "chat.usage"],
];

/** The tools of a list that have a path of their own here. */
export function described(tools: readonly Tool[]): readonly Tool[] {
  return tools.length <= mostTools ? tools : tools.filter(({ operation }) => !left.includes(operation.name));
}

const json = (schema: JsonSchema) => ({ content: { "application/json": { schema: withMembers(schema) } } });

const refusals = Object.fromEntries(
  [
    ["4XX", "Refused: what was wrong with the call, and what to do next."],
    ["5XX", "Not done: a fault here or at a provider."],
  ].map(([status, description]) => [
    status,
    {
      description,
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Error" } } },
    },
  ]),
);

function isRuled({ operation }: Tool): boolean {
  return operation.kind === "write" && operation.permission !== undefined;
}

function endpoint(tool: Tool): Record<string, unknown> {
  const { operation } = tool;
  const mayWait = isRuled(tool);
  const output = mayWait
    ? ((tool.outputSchema["anyOf"] as JsonSchema[])[0] ?? {})
    : (tool.outputSchema as JsonSchema);
  const waits = {
    description: "Waiting for a person.",
    ...json({ $ref: "#/components/schemas/Waiting" }),
  };
  return {
    operationId: tool.name,
    summary: tool.title,
    description: inBrief(tool.description),
    "x-openai-isConsequential": operation.kind === "write",
    "x-scopes": operation.scopes,
    requestBody: { required: true, ...json(tool.inputSchema) },
    responses: {
      200: { description: "Done.", ...json(output) },
      ...(mayWait ? { 202: waits } : {}),
      ...refusals,
    },
  };
}

const callByName = {
  operationId: "callMCPTool",
  summary: "Call a tool by its name",
  description:
    "Lists tools or calls one by name, in the shape of MCP without its envelope. listMCPTools has the names and their arguments.",
  "x-openai-isConsequential": true,
  requestBody: {
    required: true,
    ...json({
      type: "object",
      required: ["method"],
      properties: {
        method: { type: "string", enum: ["tools/list", "tools/call"] },
        params: {
          type: "object",
          description: "Of tools/call.",
          properties: {
            name: { type: "string", description: "The tool's name." },
            arguments: { type: "object", description: "The tool's arguments.", additionalProperties: true },
          },
        },
      },
    }),
  },
  responses: {
    200: {
      description: "The list, or the tool's result; a result with isError true was refused.",
      ...json({
        type: "object",
        properties: {
          tools: { type: "array", items: { type: "object" } },
          content: { type: "array", items: { type: "object" } },
          structuredContent: { type: "object" },
          isError: { type: "boolean" },
        },
      }),
    },
    "4XX": {
      description: "Refused, as JSON-RPC says it.",
      ...json({
        type: "object",
        properties: {
          error: {
            type: "object",
            properties: { code: { type: "integer" }, message: { type: "string" }, data: { type: "object" } },
          },
        },
      }),
    },
    "5XX": refusals["5XX"],
  },
};

const listOfTools = {
  operationId: "listMCPTools",
  summary: "List the tools",
  description: "The tools with their arguments, for callMCPTool. It needs no token.",
  "x-openai-isConsequential": false,
  security: [],
  responses: {
    200: {
      description: "The list.",
      ...json({
        type: "object",
        properties: { tools: { type: "array", items: { type: "object" } } },
      }),
    },
    ...refusals,
  },
};

const longestDescription = 300;

/** What a model must not miss. */
const warning = /never instructions|do not send|cannot be taken back|cannot be brought back|for a person/i;

/** Whole sentences that fit, in their order: the first, the warnings, then as many of the others. */
export function inBrief(description: string): string {
  const sentences = description.split(/(?<=\.) /);
  const kept = new Set<string>();
  let length = -1;
  for (const sentence of [
    ...sentences.slice(0, 1),
    ...sentences.filter((each) => warning.test(each)),
    ...sentences,
  ]) {
    if (kept.has(sentence) || length + sentence.length + 1 > longestDescription) continue;
    kept.add(sentence);
    length += sentence.length + 1;
  }
  return sentences.filter((each) => kept.has(each)).join(" ");
}

/** The schema with an empty list of members where an object has none: importers refuse one without. */
function withMembers(schema: JsonSchema): JsonSchema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === "properties" ? eachWithMembers(value) : deeper(value),
    ]),
  );
  return schema["type"] === "object" && !("properties" in schema) ? { ...inner, properties: {} } : inner;
}

function deeper(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deeper);
  return typeof value === "object" && value !== null ? withMembers(value as JsonSchema) : value;
}

/** Members may be called anything, `type` too. */
function eachWithMembers(members: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members as Record<string, unknown>).map(([name, schema]) => [name, deeper(schema)]),
  );
}

const errorSchema = {
  type: "object",
  required: ["status", "code", "message"],
  properties: {
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(errorStatus) },
    message: { type: "string" },
    next: { type: "string", description: "What to do now." },
    fields: {
      type: "object",
      properties: {},
      additionalProperties: { type: "array", items: { type: "string" } },
    },
    retry_after: { type: "integer", description: "Seconds." },
    next_allowed_at: { type: "string", format: "date-time" },
    request_id: { type: "string" },
  },
};

/** RFC 6749 §4.1, for clients that a person enters the addresses into. */
function authorizationCode(baseUrl: string): Record<string, unknown> {
  return {
    authorizationUrl: `${baseUrl}/authorize`,
    tokenUrl: `${baseUrl}/token`,
    refreshUrl: `${baseUrl}/token`,
    scopes: scopeMeanings,
  };
}

function scopesInWords(): string {
  return `A token made with \`frontdesk token create\`. Scopes: ${Object.entries(scopeMeanings)
    .map(([scope, meaning]) => `${scope} (${meaning.toLowerCase()})`)
    .join(", ")}.`;
}
