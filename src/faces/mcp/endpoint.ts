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
import { rememberedByText } from "#platform/remembered.ts";
import { DeskError } from "#src/errors.ts";
import { jsonOf, textOf } from "../body.ts";
import { rateHeaders } from "../rate-headers.ts";
import { answerBare, bareCallOf } from "./bare-call.ts";
import { authInfoOf, countMessage, type Exchange, exchangeIn, type McpParts } from "./exchange.ts";
import { acceptingBoth, asStream, mendMessage, wantedAs } from "./nearly-right.ts";
import type { OpenStreams } from "./open-streams.ts";
import { rpcError } from "./render.ts";
import { requireListenable } from "./resources.ts";
import { mcpServer, type Notifying } from "./server.ts";
import { createShortPath, type ShortCall, type ShortPath } from "./short-path.ts";
import { settle, whenEnded } from "./stream.ts";

export interface McpEndpoint {
  /** The call in a request whose body has been read, where it is recognised completely; nothing has happened yet. */
  recognise(request: Request): ShortCall | undefined;
  /** The whole answer to a call that was recognised; its outcome is the exchange's. */
  answer(call: ShortCall, exchange: Exchange): Promise<Response>;
  fetch(request: Request, exchange: Exchange): Promise<Response>;
  /** Ends every stream, with the answer that says so. */
  close(): Promise<void>;
}

export interface EndpointParts extends McpParts {
  /** Where changes are published for `subscriptions/listen`. */
  changes: ServerEventBus;
  streams: OpenStreams;
  /** What every answer carries; put on the hot ones here, where it costs least. */
  headers: Record<string, string>;
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
  shortPath: ShortPath = createShortPath(parts),
): McpEndpoint {
  const log = logOf("mcp");
  const usual = new Headers({ ...parts.headers, "content-type": "application/json" });
  const modern = createMcpHandler(({ authInfo }) => serverFor(exchangeOf(authInfo), "listen"), {
    legacy: "reject",
    responseMode: "sse",
    bus: parts.changes,
    onerror: (failure) => log.debug("The MCP SDK refused a request.", describeFailure(failure)),
  });

  return {
    recognise,
    answer: answerShort,
    async fetch(request, exchange) {
      if (request.method !== "POST") return dress(await serve(request, exchange, undefined), exchange);
      const body = mendMessage(readBody(request));
      const short = shortPath.recognise(request.headers, textOf(request), body);
      if (short) return await answerShort(short, exchange);
      const bare = bareCallOf(body);
      if (bare) return dress(await answerBare(bare, exchange, parts), exchange);
      countMessage(body, exchange, parts);
      const wanted = wantedAs(request.headers.get("accept"));
      // Listening is a stream by nature; what takes neither is the SDK's to refuse.
      const isEased = wanted !== undefined && wanted !== "either" && !isListening(body);
      const asked = isEased ? acceptingBoth(request) : request;
      const answer = await serve(asked, exchange, body, wanted === "json");
      if (exchange.outcomes.length === 1) shortPath.remember(request.headers, body);
      return dress(isEased && wanted === "stream" ? await asStream(answer) : answer, exchange);
    },
    close: () => modern.close(),
  };

  function recognise(request: Request): ShortCall | undefined {
    const { headers } = request;
    if (!isJson(headers.get("content-type"))) return undefined;
    const body = tryJson(request);
    return body === undefined ? undefined : shortPath.recognise(headers, textOf(request), body);
  }

  async function answerShort(call: ShortCall, exchange: Exchange): Promise<Response> {
    const json = await shortPath.answer(call, exchange);
    const { status = 200, headers } = dressOf(exchange);
    // A copy of headers that are there costs half of what as many in an object do.
    const all = new Headers(usual);
    all.set("x-request-id", exchange.requestId);
    for (const name in headers) all.set(name, headers[name] as string);
    return new Response(json, { status, headers: all });
  }

  async function serve(
    request: Request,
    exchange: Exchange,
    body: unknown,
    inJsonAlone = false,
  ): Promise<Response> {
    const { hold } = exchange;
    if (await isLegacyRequest(request, body)) {
      const answer = await serveEarlier(request, exchange, body);
      return await settle(answer, { isBatch: Array.isArray(body), hold, inJsonAlone });
    }
    if (isListening(body)) return await listen(request, exchange, body);
    const answer = await modern.fetch(request, optionsOf(exchange, body));
    return await settle(answer, { isBatch: false, hold, inJsonAlone });
  }

  /** What is listened to is read first, as anybody who subscribes reads it: through the gate. */
  async function listen(request: Request, exchange: Exchange, body: Listening): Promise<Response> {
    for (const uri of listenedIn(body)) await requireListenable(uri, exchange, parts);
    const { signal, closed } = parts.streams.open(exchange.principal.client, exchange.isStillAllowed);
    const either = AbortSignal.any([signal, request.signal]);
    either.addEventListener("abort", closed, { once: true });
    const { url, method, headers } = request;
    const kept = new Request(url, { method, headers, signal: either });
    return whenEnded(await modern.fetch(kept, optionsOf(exchange, body)), closed);
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
    return await transport.handleRequest(request, { parsedBody });
  }
}

const isJson = rememberedByText(isJsonContentType);

/** The body as JSON; undefined for what is none, which is refused where everything is. */
function tryJson(request: Request): unknown {
  try {
    return jsonOf(request);
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}

/** @throws DeskError UNSUPPORTED_MEDIA_TYPE, VALIDATION_ERROR */
function readBody(request: Request): unknown {
  if (!isJson(request.headers.get("content-type"))) {
    throw new DeskError("UNSUPPORTED_MEDIA_TYPE", "The body must be JSON.", {
      next: "Send Content-Type: application/json.",
    });
  }
  try {
    return jsonOf(request);
  } catch (cause) {
    throw new DeskError(
      "VALIDATION_ERROR",
      "The body is not JSON that can be read.",
      { next: "Send one JSON value." },
      cause,
    );
  }
}

function optionsOf(exchange: Exchange, body: unknown) {
  return { authInfo: authInfoOf(exchange), ...(body === undefined ? {} : { parsedBody: body }) };
}

interface Listening {
  method: "subscriptions/listen";
  params?: { notifications?: { resourceSubscriptions?: unknown } };
}

function isListening(body: unknown): body is Listening {
  return (
    typeof body === "object" && body !== null && "method" in body && body.method === "subscriptions/listen"
  );
}

/** The addresses a request listens to; what is no list of texts is the SDK's to refuse. */
function listenedIn({ params }: Listening): string[] {
  const asked = params?.notifications?.resourceSubscriptions;
  return Array.isArray(asked) ? asked.filter((uri) => typeof uri === "string") : [];
}

/** A missing scope is 403 under any protocol (RFC 6750 §3.1); limits go into headers. */
function dress(answer: Response, exchange: Exchange): Response {
  const { status, headers } = dressOf(exchange);
  if (headers === undefined) return answer;
  const all = new Headers(answer.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return new Response(answer.body, { status: status ?? answer.status, headers: all });
}

/** What the outcome of a request's one call says in its status and headers. */
function dressOf({ outcomes }: Exchange): { status?: 403; headers?: Record<string, string> } {
  const [outcome] = outcomes;
  if (!outcome || outcomes.length !== 1) return {};
  const headers = rateHeaders(outcome);
  const challenge = outcome.kind === "refused" ? challengeOf(outcome.error) : undefined;
  if (challenge === undefined) return { headers };
  return { status: 403, headers: { ...headers, "www-authenticate": challenge } };
}

function exchangeOf(authInfo: AuthInfo | undefined): Exchange {
  const exchange = exchangeIn(authInfo);
  if (!exchange) throw new TypeError("an MCP request reached the SDK without its principal");
  return exchange;
}
