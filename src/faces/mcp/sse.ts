import { randomUUID } from "node:crypto";
import {
  type JSONRPCMessage,
  parseJSONRPCMessage,
  type ServerEventBus,
  type Transport,
} from "@modelcontextprotocol/server";
import { describeFailure, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";
import { textOf } from "../body.ts";
import { authInfoOf, countMessage, type Exchange, type McpParts } from "./exchange.ts";
import { inOwnWords, mendMessage } from "./nearly-right.ts";
import type { OpenStreams } from "./open-streams.ts";
import { mcpServer } from "./server.ts";
import { watchingOn } from "./watching.ts";

/** The transport of revision 2024-11-05: a stream for the server's messages, a path for the client's. */
export interface SseEndpoint {
  /** GET: opens the stream; its first event names where to send messages. */
  open(request: Request, exchange: Exchange): Promise<Response>;
  /** POST: takes one message of an open stream; the answer comes on the stream. @throws DeskError */
  receive(request: Request, exchange: Exchange): Promise<Response>;
}

export interface SseParts extends McpParts {
  changes: ServerEventBus;
  streams: OpenStreams;
}

interface Session {
  client: string;
  transport: StreamTransport;
}

/** What may wait for a client that does not read, in bytes; then its stream ends. */
const mostUnread = 1024 * 1024;
const keepAliveMs = 15_000;

/** A session lives in the process that opened it, and ends with its stream. */
export function createSseEndpoint(parts: SseParts): SseEndpoint {
  const log = logOf("mcp");
  const sessions = new Map<string, Session>();

  return {
    async open(request, exchange) {
      const { client } = exchange.principal;
      const id = randomUUID();
      const transport = new StreamTransport(`/messages?sessionId=${id}`);
      const { signal, closed } = parts.streams.open(client, exchange.isStillAllowed);
      const watching = watchingOn(parts.changes, (uri) =>
        server.notification({ method: "notifications/resources/updated", params: { uri } }),
      );
      const server = mcpServer(exchange, parts, watching);
      await server.connect(transport);
      const ended = transport.onclose;
      transport.onclose = () => {
        sessions.delete(id);
        watching.end();
        closed();
        ended?.();
      };
      for (const source of [signal, request.signal])
        source.addEventListener("abort", () => void transport.close(), { once: true });
      sessions.set(id, { client, transport });
      return transport.response;
    },

    async receive(request, exchange) {
      const session = sessions.get(new URL(request.url).searchParams.get("sessionId") ?? "");
      if (!session || session.client !== exchange.principal.client) {
        throw new DeskError("NOT_FOUND", "There is no open stream of that name.", {
          next: "Open one with GET /sse; it says where to send messages. Newer clients use /mcp.",
        });
      }
      const message = readMessage(request);
      countMessage(message, exchange, parts);
      try {
        session.transport.onmessage?.(message, { authInfo: authInfoOf(exchange) });
      } catch (failure) {
        log.error("A message on a stream could not be taken.", describeFailure(failure));
        throw failure;
      }
      return new Response("Accepted", { status: 202 });
    },
  };
}

function readMessage(request: Request): JSONRPCMessage {
  try {
    return parseJSONRPCMessage(mendMessage(JSON.parse(textOf(request))));
  } catch (cause) {
    throw new DeskError(
      "VALIDATION_ERROR",
      "The body is not a JSON-RPC message.",
      { next: "Send one JSON-RPC 2.0 message." },
      cause,
    );
  }
}

/** One stream of server-sent events as the SDK's transport. */
class StreamTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport["onmessage"];
  readonly response: Response;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #encoder = new TextEncoder();
  readonly #keepAlive: ReturnType<typeof setInterval>;

  constructor(path: string) {
    const source = {
      start: (controller: ReadableStreamDefaultController<Uint8Array>) => {
        this.#controller = controller;
      },
      cancel: () => this.close(),
    };
    const body = new ReadableStream<Uint8Array>(
      source,
      new ByteLengthQueuingStrategy({ highWaterMark: mostUnread }),
    );
    this.#write(`: open\n\nevent: endpoint\ndata: ${path}\n\n`);
    this.#keepAlive = setInterval(() => this.#write(": still here\n\n"), keepAliveMs);
    this.response = new Response(body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage): Promise<void> {
    this.#write(`event: message\ndata: ${JSON.stringify(inOwnWords(message))}\n\n`);
  }

  async close(): Promise<void> {
    const controller = this.#controller;
    if (!controller) return;
    this.#controller = undefined;
    clearInterval(this.#keepAlive);
    try {
      controller.close();
    } catch (failure) {
      if (!(failure instanceof TypeError)) throw failure;
    }
    this.onclose?.();
  }

  #write(text: string): void {
    this.#controller?.enqueue(this.#encoder.encode(text));
    if ((this.#controller?.desiredSize ?? 1) <= 0) void this.close();
  }
}
