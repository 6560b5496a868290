import { ZodJsonSchemaAdapter } from "@tmcp/adapter-zod";
import { HttpTransport } from "@tmcp/transport-http";
import { McpServer as LiteServer, StreamableHttpTransport } from "mcp-lite";
import { McpServer as TmcpServer } from "tmcp";
import * as z from "zod";
import { ThinClient } from "#db/local/thin-client.ts";
import { columns, historyQuery } from "./query.ts";

/**
 * Two other MCP servers with the same two tools, each by its own documentation, on one Bun and no framework:
 * `peers.ts mcp-lite|tmcp DATABASE`. No token, no gate, no audit. Prints its port.
 */
const [name = "", path = ""] = process.argv.slice(2);
const reader = await ThinClient.open({ path });
const number = z.object({ n: z.number() });
const anything = z.looseObject({});
const asked = z.object({ phoneNumber: z.string(), limit: z.number() });

const fetch = name === "mcp-lite" ? lite() : tmcp();
const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
console.log(JSON.stringify({ port: server.port }));

function lite(): (request: Request) => Promise<Response> {
  const mcp = new LiteServer({
    name: "mcp-lite",
    version: "1.0.0",
    schemaAdapter: (schema) => z.toJSONSchema(schema as z.ZodType),
  });
  mcp.tool("bench_nothing", {
    description: "Answers.",
    inputSchema: number,
    handler: (given) => result(given),
  });
  mcp.tool("get_message_history", {
    description: "Ten rows.",
    inputSchema: asked,
    handler: async (given) => result(await rowsFor(given)),
  });
  const handler = new StreamableHttpTransport().bind(mcp);
  return async (request) => await handler(request);
}

function tmcp(): (request: Request) => Promise<Response> {
  const mcp = new TmcpServer(
    { name: "tmcp", version: "1.0.0", description: "" },
    { adapter: new ZodJsonSchemaAdapter(), capabilities: { tools: {} } },
  );
  mcp.tool(
    { name: "bench_nothing", description: "Answers.", schema: number, outputSchema: anything },
    async (given) => result(given),
  );
  mcp.tool(
    { name: "get_message_history", description: "Ten rows.", schema: asked, outputSchema: anything },
    async (given) => result(await rowsFor(given)),
  );
  const transport = new HttpTransport(mcp, { path: "/mcp" });
  return async (request) => (await transport.respond(request)) ?? new Response(null, { status: 404 });
}

async function rowsFor({ phoneNumber, limit }: z.infer<typeof asked>): Promise<Record<string, unknown>> {
  const { rows } = await reader.execute(historyQuery, [phoneNumber, limit]);
  return { messages: rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]]))) };
}

function result(output: Record<string, unknown>) {
  return { content: [{ type: "text" as const, text: JSON.stringify(output) }], structuredContent: output };
}
