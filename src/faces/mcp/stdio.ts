import { randomUUID } from "node:crypto";
import process from "node:process";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import {
  isJSONRPCRequest,
  type JSONRPCMessage,
  type Server,
  type ServerEventBus,
} from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio as serveWith } from "@modelcontextprotocol/server/stdio";
import { describeFailure, logOf } from "#platform/log.ts";
import { pause } from "#platform/turn.ts";
import type { Exchange, McpParts } from "./exchange.ts";
import { inOwnWords, mendMessage } from "./nearly-right.ts";
import { mcpServer } from "./server.ts";
import { watchingOn } from "./watching.ts";

export interface StdioParts extends McpParts {
  changes: ServerEventBus;
}

/** How long what was asked may take to be answered after the input has ended, in milliseconds. */
const patience = 30_000;

/** MCP on standard input and output, every revision; resolves when the input has ended, or the process is told to stop, and what was asked is answered. */
export async function serveStdio(
  exchange: Exchange,
  parts: StdioParts,
  stopped: Promise<unknown>,
): Promise<void> {
  const log = logOf("mcp");
  const input = new PassThrough();
  const transport = new CountingTransport(input, process.stdout);
  const handle = serveWith(({ era }) => (era === "modern" ? listening() : subscribing()), {
    transport,
    onerror: (failure) => log.debug("The MCP SDK refused a message.", describeFailure(failure)),
  });
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => input.write(`${mended(line)}\n`));
  await Promise.race([inputEnds(), stopped]);
  const deadline = performance.now() + patience;
  while (transport.unanswered > 0 && performance.now() < deadline) await pause(5);
  await handle.close();

  function eachMessage(): Exchange {
    return { ...exchange, requestId: randomUUID(), outcomes: [] };
  }

  /** Since 2026-07-28 the SDK keeps what each client listens to, and drops the rest. */
  function listening(): Server {
    const server = mcpServer(exchange, parts, "listen", eachMessage);
    const end = parts.changes.subscribe((event) => {
      if (event.kind !== "resource_updated") return;
      server.sendResourceUpdated({ uri: event.uri }).catch(untold);
    });
    server.onclose = end;
    return server;
  }

  function subscribing(): Server {
    const tell = (uri: string) => server.sendResourceUpdated({ uri });
    const watching = watchingOn(parts.changes, tell);
    const server = mcpServer(exchange, parts, watching, eachMessage);
    server.onclose = watching.end;
    return server;
  }

  function untold(failure: unknown): void {
    log.debug("A client could not be told of a change.", describeFailure(failure));
  }
}

/** A line of the input as its client meant it; what is no JSON is the SDK's to refuse. */
function mended(line: string): string {
  try {
    return JSON.stringify(mendMessage(JSON.parse(line)));
  } catch (failure) {
    if (failure instanceof SyntaxError) return line;
    throw failure;
  }
}

function inputEnds(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["end", "close", "error"]) process.stdin.once(event, () => resolve());
  });
}

/** The SDK's transport, which counts the requests it has taken and not answered. Listening is never answered. */
class CountingTransport extends StdioServerTransport {
  readonly #open = new Set<string | number>();

  get unanswered(): number {
    return this.#open.size;
  }

  override async start(): Promise<void> {
    const take = this.onmessage;
    this.onmessage = (message) => {
      if (isJSONRPCRequest(message) && message.method !== "subscriptions/listen") this.#open.add(message.id);
      if ("method" in message && message.method === "notifications/cancelled") this.#giveUp(message.params);
      take?.(message);
    };
    await super.start();
  }

  /** A request that is given up is never answered. */
  #giveUp(params: { [name: string]: unknown } | undefined): void {
    const id = params?.["requestId"];
    if (typeof id === "string" || typeof id === "number") this.#open.delete(id);
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    await super.send(inOwnWords(message));
    if (!("method" in message) && message.id !== undefined) this.#open.delete(message.id);
  }
}
