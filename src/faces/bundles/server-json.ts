import { isLoopbackHost } from "#platform/loopback.ts";
import { version } from "#platform/version.ts";
import type { BundleParts } from "./mcpb.ts";

const schema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

/** This desk as the MCP registry describes servers; its name is the host's, turned round, as the registry proves it. */
export function serverJson({ baseUrl, tools }: BundleParts): Record<string, unknown> {
  return {
    $schema: schema,
    name: `${namespaceOf(new URL(baseUrl).hostname)}/frontdesk`,
    title: "Frontdesk",
    description: "Texts, calls and contacts of a business. What is risky waits for a person.",
    version,
    websiteUrl: `${baseUrl}/`,
    remotes: [
      { type: "streamable-http", url: `${baseUrl}/mcp` },
      { type: "sse", url: `${baseUrl}/sse` },
    ],
    _meta: {
      "io.modelcontextprotocol.registry/publisher-provided": {
        tools: tools.map(({ name, title }) => ({ name, title })),
      },
    },
  };
}

function namespaceOf(host: string): string {
  if (isLoopbackHost(host) || /^[\d.]+$|:/.test(host)) return "localhost";
  return host.split(".").reverse().join(".");
}
