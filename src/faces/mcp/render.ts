import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Tool } from "#catalog/tool-table.ts";
import type { Outcome } from "#gate/passage.ts";
import { challengeOf } from "#oauth/challenge.ts";
import { resourceMetadataPath } from "#oauth/resource-metadata.ts";
import { type DeskError, errorBody } from "#src/errors.ts";
import { errorHeaders } from "../error-headers.ts";

/** What an answer says besides the outcome itself. */
export interface Asked {
  requestId: string;
  /** The public origin. */
  baseUrl: string;
  /** What every `_meta` of this answer's revision has. */
  meta?: Record<string, unknown>;
}

/**
 * An outcome as MCP's tool result, in JSON: a readable line, the JSON as text, and the same as structured
 * content. The output is serialised once.
 */
export function toolResultText(tool: Tool, outcome: Outcome, asked: Asked): string {
  if (outcome.kind === "refused") return toolErrorText(outcome.error, asked);
  if (outcome.kind === "authorization_required") {
    const { waiting } = outcome;
    const line = `Waiting for a person: ${waiting.reason} (${waiting.queue_id}; they decide at ${waiting.review_url})`;
    return shown([line], JSON.stringify(waiting), asked.meta);
  }
  const { output, json = JSON.stringify(output), replayed } = outcome;
  const meta = replayed ? { ...asked.meta, "frontdesk/replayed": true } : asked.meta;
  if (tool.answersInJsonAlone) return shown([], json, meta);
  const note = replayed ? " This is the answer of an earlier equal call; nothing was done again." : "";
  return shown([tool.operation.summary(output) + note], json, meta);
}

/** The same as the SDK takes it. */
export function toolResult(tool: Tool, outcome: Outcome, asked: Asked): CallToolResult {
  return JSON.parse(toolResultText(tool, outcome, asked)) as CallToolResult;
}

/** A refusal that a model can act on: what is wrong, and what to do next. */
function toolErrorText(error: DeskError, { requestId, baseUrl, meta }: Asked): string {
  const body = errorBody(error, requestId);
  const note = body.note && `They wrote: ${body.note}`;
  const line = [`${body.code}: ${body.message}`, note, body.next].filter(Boolean).join(" ");
  const content = texts([line], JSON.stringify({ error: body }));
  return `{"content":${content},"isError":true${metaText({ ...meta, ...signInMeta(error, baseUrl) })}}`;
}

/** ChatGPT asks its person for more leave where a result carries the challenge too, beside the 403 of the answer. */
function signInMeta(error: DeskError, baseUrl: string): Record<string, unknown> {
  const challenge = challengeOf(error);
  if (challenge === undefined) return {};
  const metadata = `resource_metadata="${baseUrl}${resourceMetadataPath}/mcp"`;
  const said = `error_description="${error.message.replaceAll(/["\\]/g, "'")}"`;
  return { "mcp/www_authenticate": [`${challenge}, ${said}, ${metadata}`] };
}

function shown(lines: string[], json: string, meta: Asked["meta"]): string {
  return `{"content":${texts(lines, json)},"structuredContent":${json}${metaText(meta)}}`;
}

/** What most answers of a revision have, as text: it is the same object again and again. */
const metaTexts = new WeakMap<Record<string, unknown>, string>();

function metaText(meta: Asked["meta"]): string {
  if (meta === undefined) return "";
  const known =
    metaTexts.get(meta) ?? (Object.keys(meta).length === 0 ? "" : `,"_meta":${JSON.stringify(meta)}`);
  metaTexts.set(meta, known);
  return known;
}

function texts(lines: readonly string[], json: string): string {
  let all = "[";
  for (const line of lines) all += `${textBlock(line)},`;
  return `${all}${textBlock(json)}]`;
}

function textBlock(text: string): string {
  return `{"type":"text","text":${JSON.stringify(text)}}`;
}

/** What is refused before a tool is reached, as a JSON-RPC error (JSON-RPC 2.0 §5.1) under its HTTP status. */
export function rpcError(
  error: DeskError,
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const codes: Partial<Record<DeskError["code"], number>> = { VALIDATION_ERROR: -32700, INTERNAL: -32603 };
  const body = {
    jsonrpc: "2.0",
    id: null,
    error: { code: codes[error.code] ?? -32000, message: error.message, data: errorBody(error, requestId) },
  };
  return Response.json(body, {
    status: error.status,
    headers: { ...errorHeaders(error, requestId), ...headers },
  });
}
