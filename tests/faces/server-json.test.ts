import { describe, expect, test } from "bun:test";
import * as z from "zod";
import { catalog } from "#catalog/index.ts";
import { createToolTable } from "#catalog/tool-table.ts";
import { serverJson } from "#faces/bundles/server-json.ts";

/** What the registry's published schema of 2025-12-11 asks of a server that is reached by its address. */
const registered = z.object({
  $schema: z.literal("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: z
    .string()
    .max(255)
    .regex(/^\d+\.\d+\.\d+$/),
  websiteUrl: z.url(),
  remotes: z.array(z.strictObject({ type: z.enum(["streamable-http", "sse"]), url: z.url() })).min(1),
  _meta: z.strictObject({
    "io.modelcontextprotocol.registry/publisher-provided": z.record(z.string(), z.unknown()),
  }),
});

const tools = createToolTable(catalog).list("default")!;
const made = (baseUrl: string) => serverJson({ baseUrl, business: "My business", tools });

describe("server.json", () => {
  test.each([
    ["https://desk.example.com", "com.example.desk/frontdesk"],
    ["https://frontdesk.fly.dev", "dev.fly.frontdesk/frontdesk"],
    ["https://xn--mller-kva.example", "example.xn--mller-kva/frontdesk"],
    ["http://localhost:3000", "localhost/frontdesk"],
    ["http://127.0.0.1:3000", "localhost/frontdesk"],
    ["http://[::1]:3000", "localhost/frontdesk"],
    ["https://203.0.113.7", "localhost/frontdesk"],
  ])("of %s is called %s, and is what the registry takes", (baseUrl, name) => {
    const server = registered.parse(made(baseUrl));
    expect(server.name).toBe(name);
    expect(server.remotes).toEqual([
      { type: "streamable-http", url: `${baseUrl}/mcp` },
      { type: "sse", url: `${baseUrl}/sse` },
    ]);
  });

  test("names the tools of the usual list and stays below the 4 KB that the registry keeps of them", () => {
    const { _meta } = registered.parse(made("https://desk.example.com"));
    const provided = _meta["io.modelcontextprotocol.registry/publisher-provided"];
    expect(provided).toEqual({ tools: tools.map(({ name, title }) => ({ name, title })) });
    expect(JSON.stringify(provided).length).toBeLessThan(4096);
  });
});
