import { ProtocolError, ProtocolErrorCode, Server, type ServerContext } from "@modelcontextprotocol/server";
import { SKILLS_GET_METHOD, SKILLS_LIST_METHOD } from "@modelcontextprotocol/server/ext/skills";
import * as z from "zod";
import { describeFailure, logOf } from "#platform/log.ts";
import { version } from "#platform/version.ts";
import { asDeskError } from "#src/errors.ts";
import { complete } from "./completion.ts";
import { type Exchange, exchangeIn, type McpParts } from "./exchange.ts";
import { instructions } from "./instructions.ts";
import { getPrompt, listPrompts } from "./prompts.ts";
import { listResources, listTemplates, locate, readResource, watchedAddress } from "./resources.ts";
import { getSkill, listSkills, skillsCapability } from "./skills.ts";
import { callTool } from "./tools.ts";
import { offered } from "./usual-toolset.ts";

/** What a connection that can carry notifications watches. */
export interface Watching {
  /** `address` is the desk's own spelling of `uri`. @throws ProtocolError when there are too many. */
  add(address: string, uri: string): void;
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
export function mcpServer(
  exchange: Exchange,
  parts: McpParts,
  notifying: Notifying,
  /** The exchange of one message, where a connection brings many. */
  asked: (ctx: ServerContext) => Exchange = (ctx) => exchangeIn(ctx.http?.authInfo) ?? exchange,
): Server {
  const resources = notifying === "never" ? {} : { subscribe: true };
  const server = new Server(
    { name: "frontdesk", title: "Frontdesk", version },
    {
      capabilities: { tools: {}, resources, prompts: {}, completions: {}, extensions: skillsCapability },
      instructions: instructions(parts.businessName(), parts.tools.list(exchange.toolset) ?? []),
      cacheHints,
    },
  );
  server.setRequestHandler("tools/list", () =>
    guarded(async () => offered(exchange.toolset, parts.tools, exchange.principal)),
  );
  server.setRequestHandler("tools/call", (request, ctx) =>
    guarded(() => callTool(request, asked(ctx), parts, ctx, server.getClientCapabilities())),
  );
  server.setRequestHandler("resources/list", ({ params }, ctx) =>
    guarded(() => listResources(params?.cursor, asked(ctx), parts, ctx)),
  );
  server.setRequestHandler("resources/templates/list", () => guarded(async () => listTemplates()));
  server.setRequestHandler("resources/read", ({ params }, ctx) =>
    guarded(() => readResource(params.uri, asked(ctx), parts, ctx)),
  );
  server.setRequestHandler("prompts/list", () => guarded(async () => listPrompts()));
  server.setRequestHandler("prompts/get", ({ params }) =>
    guarded(async () => getPrompt(params.name, params.arguments)),
  );
  server.setRequestHandler("completion/complete", ({ params }, ctx) =>
    guarded(() => complete(params, asked(ctx), parts, ctx)),
  );
  // What may be kept, and how long, is said since 2026-07-28; the SDK says it for its own methods alone.
  const lasting = () => ((server.getNegotiatedProtocolVersion() ?? "") >= "2026-07-28" ? longWhile : {});
  server.setRequestHandler(SKILLS_LIST_METHOD, { params: z.looseObject({}) }, () =>
    guarded(async () => ({ ...(await listSkills(parts)), ...lasting() })),
  );
  server.setRequestHandler(SKILLS_GET_METHOD, { params: z.looseObject({ uri: z.string() }) }, ({ uri }) =>
    guarded(async () => ({ ...(await getSkill(uri, parts)), ...lasting() })),
  );
  if (typeof notifying === "object") {
    server.setRequestHandler("resources/subscribe", ({ params }, ctx) =>
      guarded(async () => {
        notifying.add(await watchedAddress(params.uri, asked(ctx), parts, ctx), params.uri);
        return {};
      }),
    );
    server.setRequestHandler("resources/unsubscribe", ({ params }) =>
      guarded(async () => {
        locate(params.uri);
        notifying.remove(params.uri);
        return {};
      }),
    );
  }
  return server;
}

/** The SDK sends the words of whatever is thrown to the client: none but ours go out. */
async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof ProtocolError) throw failure;
    const error = asDeskError(failure);
    if (error.code === "INTERNAL") logOf("mcp").error("A request failed.", describeFailure(failure));
    throw new ProtocolError(ProtocolErrorCode.InternalError, `${error.code}: ${error.message}`);
  }
}
