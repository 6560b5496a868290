import { McpServer, type Server, type ServerEventBus } from "@modelcontextprotocol/server";
import type { Exchange } from "#faces/mcp/exchange.ts";
import type { Notifying } from "#faces/mcp/server.ts";
import { addAskingTools } from "./fixtures-asking.ts";
import { addInputRequiredTools, requestState } from "./fixtures-input-required.ts";
import { addPrompts } from "./fixtures-prompts.ts";
import { addResources } from "./fixtures-resources.ts";
import { addTools } from "./fixtures-tools.ts";

/**
 * What the conformance suite wants to find on a server under test: its tools, resources, prompts and
 * completions, for the transport to be measured with. Changes it triggers are published on `bus`.
 */
export function createFixtures(
  bus: ServerEventBus,
): (exchange: Exchange, notifying: Notifying) => Server | McpServer {
  return (_exchange, notifying) => {
    const listChanged = notifying !== "never";
    const server = new McpServer(
      { name: "conformance-fixtures", version: "1.0.0" },
      {
        capabilities: {
          tools: { listChanged },
          prompts: { listChanged },
          resources: { listChanged, subscribe: true },
          completions: {},
          logging: {},
        },
        requestState: { verify: requestState.verify },
      },
    );
    addTools(server, bus);
    addAskingTools(server);
    addInputRequiredTools(server);
    addResources(server);
    addPrompts(server);
    return server;
  };
}
