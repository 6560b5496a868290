import {
  type CallToolRequest,
  type ClientCapabilities,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { routed } from "#catalog/tool-table.ts";
import { cutText } from "#platform/cut-text.ts";
import { isRecord } from "#platform/record.ts";
import { type Exchange, type McpParts, throughGate } from "./exchange.ts";
import { type Answer, questionIn, withChoices } from "./questions.ts";
import { toolResult } from "./render.ts";

/** @throws ProtocolError for a name that no tool has. */
export async function callTool(
  { params }: Pick<CallToolRequest, "params">,
  exchange: Exchange,
  parts: McpParts,
  ctx?: ServerContext,
  /** What the client has said that it can, where it says so once for a connection. */
  declared?: ClientCapabilities,
): Promise<Answer> {
  const named = parts.tools.find(params.name);
  if (!named) {
    parts.gate.unknown(params.name, exchange.principal, { requestId: exchange.requestId });
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `Unknown tool: ${cutText(params.name, 60)}. tools/list has the names.`,
    );
  }
  const { tool, given: asked } = routed(named, params.arguments);
  const given = withChoices(isRecord(asked) ? asked : undefined, ctx);
  const key = params._meta?.["frontdesk/idempotency-key"];
  const outcome = await throughGate(tool.operation, given, exchange, parts, ctx, {
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(tool.adapt ? { adapt: tool.adapt } : {}),
  });
  const question = questionIn(outcome, ctx, declared);
  if (question) return question;
  return toolResult(tool, outcome, { requestId: exchange.requestId, baseUrl: parts.baseUrl });
}
