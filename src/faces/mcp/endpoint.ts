import {
  type AuthInfo,
  createMcpHandler,
  isJsonContentType,
  isLegacyRequest,
  type McpServer,
  type Server,
  type ServerEventBus,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { challengeOf } from "#oauth/challenge.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";
import { rateHeaders } from "../rate-headers.ts";
import { answerBare, bareCallOf } from "./bare.ts";
import type { Exchange, McpParts } from "./exchange.ts";
import type { OpenStreams } from "./open-streams.ts";
import { rpcError } from "./render.ts";
import { mcpServer, type Notifying } from "./server.ts";
import { settle } from "./stream.ts";

export interface McpEndpoint {
  fetch(request: Request, exchange: Exchange): Promise<Response>;
  /** Ends every stream, with the answer that says so. */
  close(): Promise<void>;
}

export interface EndpointParts extends McpParts {
  /** Where changes are published for `subscriptions/listen`. */
  changes: ServerEventBus;
  streams: OpenStreams;
}

type ServerFactory = (exchange: Exchange, notifying: Notifying) => Server | McpServer;

/**
 * MCP over Streamable HTTP, stateless, every revision: the SDK's handler for 2026-07-28, its transport for
 * the revisions before. No session id is issued and none is looked at. `serverFor` is the desk's own
 * unless a test mounts other tools on the same transport.
 */
export function createMcpEndpoint(
  parts: EndpointParts,
  serverFor: ServerFactory = (exchange, notifying) => mcpServer(exchange, parts, notifying),
): McpEndpoint {
  const log = logOf("mcp");
  const modern = createMcpHandler(({ authInfo }) => serverFor(exchangeOf(authInfo), "listen"), {
    legacy: "reject",
    responseMode: "sse",
    bus: parts.changes,
    onerror: (failure) => log.debug("The MCP SDK refused a request.", describeFailure(failure)),
  });

  return {
    async fetch(request, exchange) {
      const body = request.method === "POST" ? await readBody(request) : undefined;
      const bare = bareCallOf(body);
      const answer = bare ? await answerBare(bare, exchange, parts) : await serve(request, exchange, body);
      return dress(answer, exchange);
    },
    close: () => modern.close(),
  };

  async function serve(request: Request, exchange: Exchange, body: unknown): Promise<Response> {
    if (await isLegacyRequest(request, body)) return await serveEarlier(request, exchange, body);
    const options = { authInfo: authInfoOf(exchange), ...(body === undefined ? {} : { parsedBody: body }) };
    if (!isListening(body)) return await settle(await modern.fetch(request, options), false);
    requireReading(exchange);
    const { signal } = parts.streams.open(exchange.isStillAllowed);
    const either = AbortSignal.any([signal, request.signal]);
    const { url, method, headers } = request;
    return await modern.fetch(new Request(url, { method, headers, signal: either }), options);
  }

  async function serveEarlier(request: Request, exchange: Exchange, parsedBody: unknown): Promise<Response> {
    if (request.method !== "POST") {
      const error = new DeskError(
        "METHOD_NOT_ALLOWED",
        "This endpoint keeps no sessions: there is no stream to open and none to end.",
        { next: "Send POST requests." },
      );
      return rpcError(error, exchange.requestId, { allow: "POST" });
    }
    const server = serverFor(exchange, "never");
    const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    await server.connect(transport);
    request.signal.addEventListener("abort", () => void server.close(), { once: true });
    const answer = await transport.handleRequest(request, { parsedBody });
    return await settle(answer, Array.isArray(parsedBody));
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

function isListening(body: unknown): boolean {
  return (
    typeof body === "object" && body !== null && "method" in body && body.method === "subscriptions/listen"
  );
}

/** What can be listened to are conversations. @throws DeskError FORBIDDEN */
function requireReading({ principal }: Exchange): void {
  if (principal.scopes.has("phone:read")) return;
  throw new DeskError("FORBIDDEN", "This token may not listen: it lacks the scope phone:read.", {
    scope: "phone:read",
    next: "Ask the owner for a token with the scope phone:read.",
  });
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
