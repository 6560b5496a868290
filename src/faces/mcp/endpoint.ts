import {
  type AuthInfo,
  createMcpHandler,
  isJsonContentType,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { challengeOf } from "#oauth/challenge.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";
import { rateHeaders } from "../rate-headers.ts";
import { rpcError } from "./render.ts";
import { callTool, type Exchange, listing, type McpParts, mcpServer } from "./server.ts";

export type McpEndpoint = (request: Request, exchange: Exchange) => Promise<Response>;

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

/**
 * MCP over Streamable HTTP, stateless, both eras: the SDK's handler for 2026-07-28, its transport with
 * JSON answers for the revisions before. No session id is issued and none is looked at.
 */
export function createMcpEndpoint(parts: McpParts): McpEndpoint {
  const log = logOf("mcp");
  const modern = createMcpHandler(({ authInfo }) => mcpServer(exchangeOf(authInfo), parts), {
    legacy: "reject",
    onerror: (failure) => log.debug("The MCP SDK refused a request.", describeFailure(failure)),
  });

  return async (request, exchange) => {
    const body = request.method === "POST" ? await readBody(request) : undefined;
    const bare = bareCall.safeParse(body);
    if (bare.success && !isRpc(body)) return dress(await answerBare(bare.data, exchange), exchange);
    const authInfo = authInfoOf(exchange);
    const options = body === undefined ? { authInfo } : { authInfo, parsedBody: body };
    const isLegacy = await isLegacyRequest(request, body);
    const answer = isLegacy
      ? await serveLegacy(request, exchange, body)
      : await modern.fetch(request, options);
    return dress(answer, exchange);
  };

  async function serveLegacy(request: Request, exchange: Exchange, parsedBody: unknown): Promise<Response> {
    if (request.method !== "POST") {
      const error = new DeskError(
        "METHOD_NOT_ALLOWED",
        "This endpoint keeps no sessions: there is no stream to open and none to end.",
        {
          next: "Send POST requests.",
        },
      );
      return rpcError(error, exchange.requestId, { allow: "POST" });
    }
    const server = mcpServer(exchange, parts);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: undefined,
      enableJsonResponse: true,
    });
    try {
      await server.connect(transport);
      return await transport.handleRequest(request, { parsedBody });
    } finally {
      await server.close();
    }
  }

  async function answerBare(call: z.infer<typeof bareCall>, exchange: Exchange): Promise<Response> {
    if (call.method === "tools/list") return Response.json(listing(parts.tools.list(exchange.toolset) ?? []));
    if (!parts.tools.find(call.params.name)) {
      throw new DeskError("NOT_FOUND", "There is no tool of that name.", {
        next: "GET /mcp/tools has the names.",
      });
    }
    return Response.json(await callTool(call as Parameters<typeof callTool>[0], exchange, parts));
  }
}

async function readBody(request: Request): Promise<unknown> {
  if (!isJsonContentType(request.headers.get("content-type"))) {
    throw new DeskError("UNSUPPORTED_MEDIA_TYPE", "The body must be JSON.", {
      next: "Send Content-Type: application/json.",
    });
  }
  try {
    return await request.json();
  } catch (cause) {
    throw new DeskError(
      "VALIDATION_ERROR",
      "The body is not JSON that can be read.",
      { next: "Send one JSON value." },
      cause,
    );
  }
}

/** A missing scope is 403 under any protocol (RFC 6750 §3.1); limits go into headers. */
function dress(answer: Response, exchange: Exchange): Response {
  const [outcome] = exchange.outcomes;
  if (!outcome || exchange.outcomes.length !== 1) return answer;
  const forbidden =
    outcome.kind === "refused" && outcome.error.code === "FORBIDDEN" ? outcome.error : undefined;
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(rateHeaders(outcome))) headers.set(name, value);
  const challenge = forbidden && challengeOf(forbidden);
  if (challenge) headers.set("www-authenticate", challenge);
  return new Response(answer.body, { status: forbidden ? 403 : answer.status, headers });
}

function isRpc(body: unknown): boolean {
  return typeof body === "object" && body !== null && "jsonrpc" in body;
}

function authInfoOf(exchange: Exchange): AuthInfo {
  return {
    token: "",
    clientId: exchange.principal.client,
    scopes: [...exchange.principal.scopes],
    extra: { exchange },
  };
}

function exchangeOf(authInfo: AuthInfo | undefined): Exchange {
  const exchange = authInfo?.extra?.["exchange"];
  if (!exchange) throw new TypeError("an MCP request reached the SDK without its principal");
  return exchange as Exchange;
}
