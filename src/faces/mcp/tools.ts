import {
  type CallToolRequest,
  type CallToolResult,
  type ListToolsResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { briefSchema } from "#catalog/json-schema.ts";
import type { Tool } from "#catalog/toolsets.ts";
import { type Exchange, type McpParts, throughGate } from "./exchange.ts";
import { toolResult } from "./render.ts";

/** A toolset as the wire lists it, made once. */
const listings = new WeakMap<readonly Tool[], ListToolsResult>();

export function listing(tools: readonly Tool[]): ListToolsResult {
  const known = listings.get(tools) ?? { tools: tools.map(listed) };
  listings.set(tools, known);
  return known;
}

function listed(tool: Tool): ListToolsResult["tools"][number] {
  const { name, title, description, inputSchema, annotations } = tool;
  const outputSchema = briefSchema(tool.outputSchema);
  return {
    name,
    title,
    description,
    inputSchema,
    outputSchema,
    annotations,
  } as ListToolsResult["tools"][number];
}

/** @throws ProtocolError for a name that no tool has. */
export async function callTool(
  { params }: Pick<CallToolRequest, "params">,
  exchange: Exchange,
  parts: McpParts,
  ctx?: ServerContext,
): Promise<CallToolResult> {
  const tool = parts.tools.find(params.name);
  if (!tool) {
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `Unknown tool: ${params.name.slice(0, 60)}. tools/list has the names.`,
    );
  }
  const key = params._meta?.["frontdesk/idempotency-key"];
  const outcome = await throughGate(tool.operation, params.arguments, exchange, parts, ctx, {
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(tool.adapt ? { adapt: tool.adapt } : {}),
  });
  return toolResult(tool, outcome, exchange.requestId);
}
