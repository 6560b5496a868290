import process from "node:process";
import type { Server, ServerEventBus } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio as serveWith } from "@modelcontextprotocol/server/stdio";
import { describeFailure, logOf } from "#platform/log.ts";
import type { Exchange, McpParts } from "./exchange.ts";
import { mcpServer } from "./server.ts";
import { watchingOn } from "./watching.ts";

export interface StdioParts extends McpParts {
  changes: ServerEventBus;
}

/** MCP on standard input and output, every revision; resolves when the input has ended. */
export async function serveStdio(exchange: Exchange, parts: StdioParts): Promise<void> {
  const log = logOf("mcp");
  const transport = new StdioServerTransport();
  const ended = new Promise<void>((resolve) => {
    for (const event of ["end", "close", "error"]) process.stdin.once(event, () => resolve());
  });
  const handle = serveWith(({ era }) => (era === "modern" ? listening() : subscribing()), {
    transport,
    onerror: (failure) => log.debug("The MCP SDK refused a message.", describeFailure(failure)),
  });
  await ended;
  await handle.close();

  /** Since 2026-07-28 the SDK keeps what each client listens to, and drops the rest. */
  function listening(): Server {
    const server = mcpServer({ ...exchange, outcomes: [] }, parts, "listen");
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
    const server = mcpServer({ ...exchange, outcomes: [] }, parts, watching);
    server.onclose = watching.end;
    return server;
  }

  function untold(failure: unknown): void {
    log.debug("A client could not be told of a change.", describeFailure(failure));
  }
}
