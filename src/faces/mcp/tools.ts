import {
  type CallToolRequest,
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { cutText } from "#platform/cut-text.ts";
import { type Exchange, type McpParts, throughGate } from "./exchange.ts";
import { toolResult } from "./render.ts";

/** @throws ProtocolError for a name that no tool has. */
export async function callTool(
  { params }: Pick<CallToolRequest, "params">,
  exchange: Exchange,
  parts: McpParts,
  ctx?: ServerContext,
): Promise<CallToolResult> {
  const tool = parts.tools.find(params.name);
  if (!tool) {
    parts.gate.unknown(params.name, exchange.principal, { requestId: exchange.requestId });
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `Unknown tool: ${cutText(params.name, 60)}. tools/list has the names.`,
    );
  }
  const key = params._meta?.["frontdesk/idempotency-key"];
  const outcome = await throughGate(tool.operation, params.arguments, exchange, parts, ctx, {
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(tool.adapt ? { adapt: tool.adapt } : {}),
  });
  return toolResult(tool, outcome, { requestId: exchange.requestId, baseUrl: parts.baseUrl });
}
