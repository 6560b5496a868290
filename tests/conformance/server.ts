import { InMemoryServerEventBus } from "@modelcontextprotocol/server";
import { takeBody } from "#faces/body.ts";
import { createMcpEndpoint } from "#faces/mcp/endpoint.ts";
import { createOpenStreams } from "#faces/mcp/open-streams.ts";
import { rpcError } from "#faces/mcp/render.ts";
import { createOriginCheck } from "#faces/origin.ts";
import { logOf } from "#platform/log.ts";
import { asDeskError } from "#src/errors.ts";
import { openTestDesk } from "#tests/support/desk.ts";
import { createFixtures } from "./fixtures.ts";

export interface FixtureServer {
  url: string;
  stop(): Promise<void>;
}

/** The desk's own MCP transport with the suite's fixtures behind it, on a free port of this machine alone. */
export async function startFixtureServer(): Promise<FixtureServer> {
  const { desk, config, token, close } = await openTestDesk();
  const authorization = `Bearer ${await token("phone:read")}`;
  const origins = createOriginCheck(config.baseUrl);
  const bus = new InMemoryServerEventBus();
  const endpoint = createMcpEndpoint(
    {
      gate: desk.gate,
      tools: desk.tools,
      operation: desk.operation,
      headers: {},
      baseUrl: "http://localhost",
      businessName: () => "Conformance",
      changes: bus,
      streams: createOpenStreams(logOf("mcp")),
    },
    createFixtures(bus),
  );
  const listener = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
  return {
    url: new URL("/mcp", listener.url).href,
    async stop() {
      await endpoint.close();
      await listener.stop(true);
      await close();
    },
  };

  async function answer(request: Request): Promise<Response> {
    const requestId = crypto.randomUUID();
    try {
      await takeBody(request);
      origins.check(request);
      const principal = await desk.bearer.principalOf(authorization, "mcp", {
        address: "127.0.0.1",
        requestId,
      });
      const isStillAllowed = () => desk.bearer.isLiving(authorization);
      return await endpoint.fetch(request, {
        principal,
        toolset: "default",
        requestId,
        outcomes: [],
        isStillAllowed,
        hold: () => () => undefined,
      });
    } catch (thrown) {
      return rpcError(asDeskError(thrown), requestId);
    }
  }
}
