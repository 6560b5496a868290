import * as z from "zod";
import { DeskError } from "#src/errors.ts";
import type { Exchange, McpParts } from "./exchange.ts";
import { callTool } from "./tools.ts";
import { offered } from "./usual-toolset.ts";

/** A call by somebody who speaks no JSON-RPC: the method and its parameters alone. */
const bareCall = z.union([
  z.object({ method: z.literal("tools/list"), params: z.unknown().optional() }),
  z.object({
    method: z.literal("tools/call"),
    params: z.object({
      name: z.string(),
      arguments: z.record(z.string(), z.unknown()).optional(),
      _meta: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
]);

export type BareCall = z.infer<typeof bareCall>;

/** The body as a bare call; undefined for JSON-RPC and for everything else. */
export function bareCallOf(body: unknown): BareCall | undefined {
  const isRpc = typeof body !== "object" || body === null || "jsonrpc" in body;
  return isRpc ? undefined : bareCall.safeParse(body).data;
}

/** @throws DeskError NOT_FOUND for a tool there is not. */
export async function answerBare(call: BareCall, exchange: Exchange, parts: McpParts): Promise<Response> {
  if (call.method === "tools/list")
    return Response.json(offered(exchange.toolset, parts.tools, exchange.principal));
  if (!parts.tools.find(call.params.name)) {
    parts.gate.unknown(call.params.name, exchange.principal, { requestId: exchange.requestId });
    throw new DeskError("NOT_FOUND", "There is no tool of that name.", {
      next: "GET /mcp/tools has the names.",
    });
  }
  return Response.json(await callTool(call as Parameters<typeof callTool>[0], exchange, parts));
}
