import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { createElement } from "hono/jsx";
import type { Principal } from "#catalog/operation.ts";
import { bytesOf } from "#faces/body.ts";
import type { Exchange } from "#faces/mcp/exchange.ts";
import type { FaceParts, McpFace } from "#faces/mcp/face.ts";
import { listing } from "#faces/mcp/listing.ts";
import { rpcError } from "#faces/mcp/render.ts";
import { createOriginCheck } from "#faces/origin.ts";
import { alive, ready } from "#faces/rest/health.ts";
import { openapi } from "#faces/rest/openapi.ts";
import { problem } from "#faces/rest/problem.ts";
import { callTool } from "#faces/rest/tools.ts";
import { securityHeaders } from "#faces/security-headers.ts";
import { serveAsset } from "#faces/web/assets.ts";
import { Home } from "#faces/web/home.tsx";
import { page } from "#faces/web/layout.tsx";
import { isLocal, isLoopbackUrl } from "#faces/web/loopback.ts";
import { showSandbox, writeAsCustomer } from "#faces/web/sandbox-routes.ts";
import { Undecided } from "#faces/web/undecided.tsx";
import { receiveWebhook } from "#webhooks/receive.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import type { Desk } from "./desk.ts";
import { asDeskError, DeskError } from "./errors.ts";
import { observeRequests, type RequestVariables } from "./request.ts";

/** Where a request comes from. */
export interface Peer {
  address: string | undefined;
  /** Who asks, where the way in says it already: the socket, which only the owner can open. */
  principal?: Principal;
}

export interface App {
  fetch(request: Request, peer: Peer): Response | Promise<Response>;
  /** MCP on standard input and output, until the input ends or `stopped` resolves. */
  serveStdio(principal: Principal, toolset: string, stopped: Promise<unknown>): Promise<void>;
  /** From now on `/readyz` says that the desk is stopping, and new work is turned away. */
  turnAway(): void;
  /** Ends the streams that would last for ever; those who listen are told. */
  endStreams(): Promise<void>;
  /** Requests being answered now. */
  readonly inFlight: number;
}

interface Env {
  Bindings: Peer;
  Variables: RequestVariables;
}

/** The one Hono app: which face answers which path. */
export function createApp(desk: Desk, limits: { inFlight: number } = { inFlight: 512 }): App {
  const { gate, tools, bearer, settings, config } = desk;
  const app = new Hono<Env>({ strict: false });
  const requests = observeRequests(desk, limits.inFlight);
  const checkOrigin = createOriginCheck(config.baseUrl);
  const headers = securityHeaders(config.baseUrl);
  const mcp = loadMcp({
    headers,
    gate,
    tools,
    operation: desk.operation,
    businessName: () => settings().get("business.name"),
    jobs: desk.jobs,
    watch: desk.watch,
    system: systemPrincipal,
  });
  const rest = { gate, tools };
  const web = {
    gate,
    catalog: desk.catalog,
    clock: desk.clock,
    deliver: isLoopbackUrl(config.baseUrl) ? desk.deliverSandbox : undefined,
    processed: () => desk.inbox.idle(),
    business: () => ({ name: settings().get("business.name"), region: settings().get("business.region") }),
  };
  const webhooks = { phone: desk.phone, inbox: desk.inbox, clock: desk.clock, metrics: desk.metrics };

  app.use(requests.middleware);
  app.use(async (c, next) => {
    await next();
    if (c.res.headers.has("content-security-policy")) return;
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  });

  app.get("/healthz", alive);
  app.get("/readyz", () => ready(desk, requests.isStopping));
  app.get("/health", () => ready(desk, requests.isStopping));
  app.get("/metrics", async (c) => {
    const isHere = isLocal(c.req.raw, c.env.address) && isLoopbackUrl(config.baseUrl);
    if (!isHere) await bearer.principalOf(c.req.header("authorization"), "rest");
    return c.text(await desk.metrics.registry.metrics(), 200, {
      "content-type": desk.metrics.registry.contentType,
    });
  });

  app.all("/mcp", async (c) => answerMcp(c, "default"));
  app.all("/mcp/:toolset", async (c) => {
    const toolset = c.req.param("toolset");
    // Not a route of its own: beside one with a parameter it would cost every request the fast router.
    if (toolset === "tools" && c.req.method === "GET") return c.json(listing(tools.list("default") ?? []));
    return answerMcp(c, toolset);
  });
  app.get("/sse", async (c) => (await mcp()).sse.open(c.req.raw, await exchangeFor(c, "default")));
  app.post("/messages", async (c) => (await mcp()).sse.receive(c.req.raw, await exchangeFor(c, "default")));

  app.post("/api/v1/tools/:tool", async (c) => {
    checkOrigin(c.req.raw);
    const principal = await bearer.principalOf(c.req.header("authorization"), "rest");
    c.set("isLogged", true);
    return await callTool(c.req.param("tool"), c.req.raw, principal, c.var.requestId, rest);
  });
  app.get("/openapi.json", (c) => {
    const list = tools.list(c.req.query("toolset") ?? "default");
    if (!list) throw noToolset(c.req.query("toolset") ?? "");
    return c.json(openapi(list, config.baseUrl));
  });

  app.post("/webhooks/:source", async (c) => {
    const { repeated } = await receiveWebhook(
      c.req.param("source"),
      c.req.raw.headers,
      bytesOf(c.req.raw),
      webhooks,
    );
    return c.json({ status: "ok", repeated });
  });

  app.get("/", () =>
    page(createElement(Home, { business: settings().get("business.name"), baseUrl: config.baseUrl })),
  );
  app.get("/authorizations/:id", () =>
    page(createElement(Undecided, { business: settings().get("business.name") })),
  );
  app.get("/assets/:name", (c) => serveAsset(c.req.param("name")) ?? c.notFound());
  app.get("/sandbox", (c) => showSandbox(c.req.raw, c.env.address, c.var.requestId, web));
  app.post("/sandbox/messages", (c) => writeAsCustomer(c.req.raw, c.env.address, c.var.requestId, web));

  app.notFound((c) =>
    problem(new DeskError("NOT_FOUND", "There is nothing at this address."), c.var.requestId),
  );
  app.onError((thrown, c) => {
    const error = asDeskError(thrown);
    requests.logFailure(c.var.requestId, thrown, error);
    return /^\/(mcp|sse|messages)/.test(c.req.path)
      ? rpcError(error, c.var.requestId)
      : problem(error, c.var.requestId);
  });

  async function answerMcp(c: Context<Env>, toolset: string): Promise<Response> {
    const exchange = await exchangeFor(c, toolset);
    const answer = await (await mcp()).http.fetch(c.req.raw, exchange);
    c.set("isLogged", exchange.outcomes.length > 0);
    return answer;
  }

  /** Who asks over MCP: Host, Origin and token are looked at before anything is read. */
  async function exchangeFor(c: Context<Env>, toolset: string): Promise<Exchange> {
    const { requestId, hold } = c.var;
    if (c.env.principal) return exchangeOf(c.env.principal, toolset, requestId, hold);
    checkOrigin(c.req.raw);
    const authorization = c.req.header("authorization");
    const principal = await bearer.principalOf(authorization, "mcp");
    return exchangeOf(principal, toolset, requestId, hold, () => bearer.isLiving(authorization));
  }

  function exchangeOf(
    principal: Principal,
    toolset: string,
    requestId: string,
    hold: Exchange["hold"],
    isStillAllowed: Exchange["isStillAllowed"] = async () => true,
  ): Exchange {
    if (!tools.list(toolset)) throw noToolset(toolset);
    return { principal, toolset, requestId, outcomes: [], isStillAllowed, hold };
  }

  function noToolset(name: string): DeskError {
    return new DeskError("NOT_FOUND", `There is no toolset called ${name.slice(0, 40)}.`, {
      next: `Toolsets: ${tools.toolsets.join(", ")}.`,
    });
  }

  return {
    fetch: (request, peer) => app.fetch(request, peer),
    serveStdio: async (principal, toolset, stopped) =>
      await (await mcp()).stdio(
        exchangeOf(principal, toolset, randomUUID(), () => () => undefined),
        stopped,
      ),
    turnAway: requests.turnAway,
    endStreams: async () => (await mcp()).close(),
    get inFlight() {
      return requests.inFlight;
    },
  };
}

/** The SDK takes as long to load as everything else together: the first answers do not wait for it. */
function loadMcp(parts: FaceParts): () => Promise<McpFace> {
  let face: Promise<McpFace> | undefined;
  const load = () =>
    (face ??= import("#faces/mcp/face.ts").then(({ createMcpFace }) => createMcpFace(parts)));
  setImmediate(load);
  return load;
}
