import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Outcome } from "#catalog/passage.ts";
import type { Tool } from "#catalog/toolsets.ts";
import { type DeskError, errorBody } from "#src/errors.ts";
import { errorHeaders } from "../error-headers.ts";

/** An outcome as MCP's tool result: a readable line, the JSON as text, and the same as structured content. */
export function toolResult(tool: Tool, outcome: Outcome, requestId: string): CallToolResult {
  if (outcome.kind === "refused") return toolError(outcome.error, requestId);
  if (outcome.kind === "authorization_required") {
    return shown(
      `Waiting for a person: ${outcome.waiting.reason} (${outcome.waiting.queue_id})`,
      outcome.waiting,
      false,
    );
  }
  return shown(tool.operation.summary(outcome.output), outcome.output, outcome.replayed);
}

/** A refusal that a model can act on: what is wrong, and what to do next. */
export function toolError(error: DeskError, requestId: string): CallToolResult {
  const body = errorBody(error, requestId);
  const line = [`${body.code}: ${body.message}`, body.next].filter(Boolean).join(" ");
  return {
    isError: true,
    content: [
      { type: "text", text: line },
      { type: "text", text: JSON.stringify({ error: body }) },
    ],
  };
}

function shown(line: string, output: unknown, replayed: boolean): CallToolResult {
  const note = replayed ? " This is the answer of an earlier equal call; nothing was done again." : "";
  return {
    content: [
      { type: "text", text: line + note },
      { type: "text", text: JSON.stringify(output) },
    ],
    structuredContent: output as Record<string, unknown>,
    ...(replayed ? { _meta: { "frontdesk/replayed": true } } : {}),
  };
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
