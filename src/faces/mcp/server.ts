import { Server, type ServerContext } from "@modelcontextprotocol/server";
import { version } from "#src/version.ts";
import { complete } from "./completion.ts";
import type { Exchange, McpParts } from "./exchange.ts";
import { instructions } from "./instructions.ts";
import { getPrompt, listPrompts } from "./prompts.ts";
import { listResources, listTemplates, locate, readResource } from "./resources.ts";
import { callTool, listing } from "./tools.ts";

/** What a connection that can carry notifications watches. */
export interface Watching {
  add(uri: string): void;
  remove(uri: string): void;
}

/**
 * How a server may tell of changes: not at all, by `subscriptions/listen` (which the SDK answers), or by
 * `resources/subscribe` on a connection that lasts.
 */
export type Notifying = "never" | "listen" | Watching;

/** How long a client may keep what it was told, in milliseconds; only the one who asked may. */
const shortWhile = { ttlMs: 5000, cacheScope: "private" } as const;
const longWhile = { ttlMs: 300_000, cacheScope: "private" } as const;
const cacheHints = {
  "tools/list": longWhile,
  "prompts/list": longWhile,
  "resources/templates/list": longWhile,
  "server/discover": longWhile,
  "resources/list": shortWhile,
  "resources/read": shortWhile,
};

/** The SDK's server for one request or connection. It holds nothing of its own: tools and gate are the process's. */
export function mcpServer(exchange: Exchange, parts: McpParts, notifying: Notifying): Server {
  const resources = notifying === "never" ? {} : { subscribe: true };
  const server = new Server(
    { name: "frontdesk", title: "Frontdesk", version },
    {
      capabilities: { tools: {}, resources, prompts: {}, completions: {} },
      instructions: instructions(parts.businessName()),
      cacheHints,
    },
  );
  const asked = (ctx: ServerContext) => exchangeOf(ctx) ?? exchange;

  server.setRequestHandler("tools/list", async () => listing(parts.tools.list(exchange.toolset) ?? []));
  server.setRequestHandler(
    "tools/call",
    async (request, ctx) => await callTool(request, asked(ctx), parts, ctx),
  );
  server.setRequestHandler(
    "resources/list",
    async ({ params }, ctx) => await listResources(params?.cursor, asked(ctx), parts, ctx),
  );
  server.setRequestHandler("resources/templates/list", async () => listTemplates());
  server.setRequestHandler(
    "resources/read",
    async ({ params }, ctx) => await readResource(params.uri, asked(ctx), parts, ctx),
  );
  server.setRequestHandler("prompts/list", async () => listPrompts());
  server.setRequestHandler("prompts/get", async ({ params }) => getPrompt(params.name, params.arguments));
  server.setRequestHandler(
    "completion/complete",
    async ({ params }, ctx) => await complete(params, asked(ctx), parts, ctx),
  );
  if (typeof notifying === "object") {
    server.setRequestHandler("resources/subscribe", async ({ params }, ctx) => {
      await readResource(params.uri, asked(ctx), parts, ctx);
      notifying.add(params.uri);
      return {};
    });
    server.setRequestHandler("resources/unsubscribe", async ({ params }) => {
      locate(params.uri);
      notifying.remove(params.uri);
      return {};
    });
  }
  return server;
}

/** The exchange of the HTTP request that brought a message to a connection that outlasts it. */
function exchangeOf(ctx: ServerContext): Exchange | undefined {
  return ctx.http?.authInfo?.extra?.["exchange"] as Exchange | undefined;
}
