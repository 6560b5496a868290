import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Outcome } from "#catalog/passage.ts";
import type { Tool } from "#catalog/toolsets.ts";
import { type DeskError, errorBody } from "#src/errors.ts";
import { errorHeaders } from "../error-headers.ts";

/**
 * An outcome as MCP's tool result, in JSON: a readable line, the JSON as text, and the same as structured
 * content. The output is serialised once.
 */
export function toolResultText(tool: Tool, outcome: Outcome, requestId: string): string {
  if (outcome.kind === "refused") return toolErrorText(outcome.error, requestId);
  if (outcome.kind === "authorization_required") {
    const { waiting } = outcome;
    return shown(
      `Waiting for a person: ${waiting.reason} (${waiting.queue_id}; they decide at ${waiting.review_url})`,
      waiting,
      false,
    );
  }
  return shown(tool.operation.summary(outcome.output), outcome.output, outcome.replayed);
}

/** The same as the SDK takes it. */
export function toolResult(tool: Tool, outcome: Outcome, requestId: string): CallToolResult {
  return JSON.parse(toolResultText(tool, outcome, requestId)) as CallToolResult;
}

/** A refusal that a model can act on: what is wrong, and what to do next. */
function toolErrorText(error: DeskError, requestId: string): string {
  const body = errorBody(error, requestId);
  const note = body.note && `They wrote: ${body.note}`;
  const line = [`${body.code}: ${body.message}`, note, body.next].filter(Boolean).join(" ");
  return `{"content":${texts(line, JSON.stringify({ error: body }))},"isError":true}`;
}

function shown(line: string, output: unknown, replayed: boolean): string {
  const note = replayed ? " This is the answer of an earlier equal call; nothing was done again." : "";
  const json = JSON.stringify(output);
  const meta = replayed ? `,"_meta":{"frontdesk/replayed":true}` : "";
  return `{"content":${texts(line + note, json)},"structuredContent":${json}${meta}}`;
}

function texts(...parts: string[]): string {
  return `[${parts.map((text) => `{"type":"text","text":${JSON.stringify(text)}}`).join(",")}]`;
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
