import { createMcpHandler, fromJsonSchema, McpServer } from "@modelcontextprotocol/server";
import { catalog } from "#catalog/index.ts";
import { createToolTable } from "#catalog/tool-table.ts";
import { ThinClient } from "#db/local/thin-client.ts";
import { columns, historyQuery } from "./query.ts";

/**
 * The SDK's own handler with the same tools, by its own documentation: a server a request. No token, no
 * gate, no audit: `sdk.ts DATABASE`. Prints its port.
 */
const [path = ""] = process.argv.slice(2);
const reader = await ThinClient.open({ path });
const tools = createToolTable(catalog).list("default") ?? [];
const schemas = new Map(tools.map((tool) => [tool.name, fromJsonSchema(tool.inputSchema)]));
const anything = fromJsonSchema({ type: "object" });

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "sdk", version: "1" });
  for (const { name, title, description, annotations } of tools) {
    const inputSchema = schemas.get(name) ?? anything;
    server.registerTool(name, { title, description, inputSchema, annotations }, async (given) =>
      result(await rowsFor(given as { phoneNumber: string })),
    );
  }
  server.registerTool("bench_nothing", { description: "Answers.", inputSchema: anything }, async (given) =>
    result(given as Record<string, unknown>),
  );
  return server;
});

const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => handler.fetch(request) });
console.log(JSON.stringify({ port: server.port }));

async function rowsFor({ phoneNumber }: { phoneNumber: string }): Promise<Record<string, unknown>> {
  const { rows } = await reader.execute(historyQuery, [phoneNumber, 10]);
  return { messages: rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))) };
}

function result(output: Record<string, unknown>) {
  return { content: [{ type: "text" as const, text: JSON.stringify(output) }], structuredContent: output };
}
