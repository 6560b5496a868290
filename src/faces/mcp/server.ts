import {
  type CallToolRequest,
  type CallToolResult,
  type ListToolsResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from "@modelcontextprotocol/server";
import type { Gate } from "#catalog/gate.ts";
import { briefSchema } from "#catalog/json-schema.ts";
import type { Principal } from "#catalog/operation.ts";
import type { Outcome } from "#catalog/passage.ts";
import type { Tool, ToolTable } from "#catalog/toolsets.ts";
import { version } from "#src/version.ts";
import { instructions } from "./instructions.ts";
import { toolResult } from "./render.ts";

/** One HTTP request on its way through the SDK: who asks, which list they see, and what came of a call. */
export interface Exchange {
  principal: Principal;
  toolset: string;
  requestId: string;
  /** Outcomes of the calls in this request, for its HTTP status and headers. */
  outcomes: Outcome[];
}

export interface McpParts {
  gate: Gate;
  tools: ToolTable;
  businessName(): string;
}

/** How long an MCP call waits for an outside effect, in milliseconds; after it the answer says `queued`. */
const patience = 25_000;

/** A toolset as the wire lists it, made once. */
const listings = new WeakMap<readonly Tool[], ListToolsResult>();

/** The SDK's server for one request. It holds nothing of its own: tools and gate are the process's. */
export function mcpServer(exchange: Exchange, parts: McpParts): Server {
  const server = new Server(
    { name: "frontdesk", title: "Frontdesk", version },
    { capabilities: { tools: {} }, instructions: instructions(parts.businessName()) },
  );
  server.setRequestHandler("tools/list", async () => listing(parts.tools.list(exchange.toolset) ?? []));
  server.setRequestHandler("tools/call", async (request) => await callTool(request, exchange, parts));
  return server;
}

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
): Promise<CallToolResult> {
  const tool = parts.tools.find(params.name);
  if (!tool) {
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `Unknown tool: ${params.name.slice(0, 60)}. tools/list has the names.`,
    );
  }
  const key = params._meta?.["frontdesk/idempotency-key"];
  const outcome = await parts.gate.execute(tool.operation, params.arguments, exchange.principal, {
    requestId: exchange.requestId,
    wait: patience,
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(tool.adapt ? { adapt: tool.adapt } : {}),
  });
  exchange.outcomes.push(outcome);
  return toolResult(tool, outcome, exchange.requestId);
}
