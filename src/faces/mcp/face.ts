import type { EventDraft, Principal } from "#operation/operation.ts";
import type { Jobs } from "#platform/jobs.ts";
import { logOf } from "#platform/log.ts";
import { createChanges } from "./changes.ts";
import { createMcpEndpoint, type McpEndpoint } from "./endpoint.ts";
import type { Exchange, McpParts } from "./exchange.ts";
import { createOpenStreams } from "./open-streams.ts";
import { createSseEndpoint, type SseEndpoint } from "./sse.ts";
import { serveStdio } from "./stdio.ts";

export interface FaceParts extends McpParts {
  jobs: Jobs;
  watch(listener: (events: readonly EventDraft[]) => void): void;
  headers: Record<string, string>;
  /** Who looks up whose conversation an event belongs to. */
  system: Principal;
}

/** Events after which somebody who listens may not be allowed to any more. */
const rights = new Set(["token.revoked", "app.revoked", "person.changed"]);

/** MCP on every transport. */
export interface McpFace {
  http: McpEndpoint;
  sse: SseEndpoint;
  /** On standard input and output, until the input ends or `stopped` resolves. */
  stdio(exchange: Exchange, stopped: Promise<unknown>): Promise<void>;
  /** Ends every stream; those that can be told are told. */
  close(): Promise<void>;
}

/** The transports over one table of tools, one list of open streams and one bus of changes. */
export function createMcpFace(given: FaceParts): McpFace {
  const { jobs, watch } = given;
  const changes = createChanges({ gate: given.gate, operation: given.operation, as: given.system });
  const streams = createOpenStreams(logOf("mcp"));
  watch(changes.tell);
  watch((events) => {
    if (events.some(({ type }) => rights.has(type))) jobs.soon("open streams", streams.review);
  });
  jobs.every("open streams", 30, streams.review);
  const parts = { ...given, changes: changes.bus, streams };
  const http = createMcpEndpoint(parts);
  return {
    http,
    sse: createSseEndpoint(parts),
    stdio: (exchange, stopped) => serveStdio(exchange, parts, stopped),
    async close() {
      await http.close();
      streams.endAll();
    },
  };
}
