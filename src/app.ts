import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Desk } from "#desk/desk.ts";
import { createFindings } from "#desk/findings.ts";
import { hasPeople } from "#domains/people/persons/person-store.ts";
import { countUnanswered } from "#domains/phone/conversations/inbox-store.ts";
import { answerHeaders } from "#faces/answer-headers.ts";
import { createAskers } from "#faces/askers.ts";
import { createCors } from "#faces/cors.ts";
import { hookRoutes } from "#faces/hook-routes.ts";
import { createIngest } from "#faces/ingest/handoff.ts";
import { createAtOnce } from "#faces/mcp/at-once.ts";
import type { Exchange } from "#faces/mcp/exchange.ts";
import { listing } from "#faces/mcp/listing.ts";
import { loadMcp } from "#faces/mcp/load.ts";
import { oauthRoutes } from "#faces/oauth-routes.ts";
import { createOriginCheck } from "#faces/origin.ts";
import { refusal } from "#faces/refusal.ts";
import { observeRequests, type RequestVariables } from "#faces/request.ts";
import { authorizationRoutes } from "#faces/rest/authorization-routes.ts";
import { readiness } from "#faces/rest/health.ts";
import { openapi } from "#faces/rest/openapi.ts";
import { probeRoutes } from "#faces/rest/probe-routes.ts";
import { mintToken } from "#faces/rest/tokens.ts";
import { callTool } from "#faces/rest/tools.ts";
import { securityHeaders } from "#faces/security-headers.ts";
import { createStreams } from "#faces/streams/face.ts";
import { createWaitingStream } from "#faces/web/authorizations/stream.ts";
import { homeRoute } from "#faces/web/home/routes.ts";
import { peoplePages } from "#faces/web/people-pages.ts";
import { publicPages } from "#faces/web/public-pages.ts";
import type { Reader } from "#faces/web/shell/layout.tsx";
import { nothingHere } from "#faces/web/shell/nothing-here.ts";
import { type PageRequest, readerIfAny } from "#faces/web/shell/visit.ts";
import { countPending } from "#gate/queue/store.ts";
import { rightsChanged } from "#oauth/bearer.ts";
import { createChallenges } from "#oauth/challenge.ts";
import { type ClientDocumentParts, createClientDocuments } from "#oauth/client-document.ts";
import { createOAuthServer } from "#oauth/server.ts";
import { capabilitiesOf } from "#operation/capabilities.ts";
import type { Principal } from "#operation/operation.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import type { Connection } from "#runtime/serve.ts";
import { createFrontDoor } from "#signin/front-door.ts";
import { asDeskError } from "#src/errors.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { usualToolset } from "./faces/mcp/usual-toolset.ts";

/** Where a request comes from. */
export interface Peer extends Pick<Connection, "upgrade"> {
  address: string | undefined;
  /** Who asks, where the way in says it already: the socket, which only the owner can open. */
  principal?: Principal;
}

export interface App {
  fetch(request: Request, peer: Peer): Response | Promise<Response>;
  /** A link with which the first owner sets the desk up; undefined once there are people. */
  setUpLink(): Promise<string | undefined>;
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

export interface AppOptions {
  /** Requests that are answered at the same time. */
  inFlight?: number;
  /** False where calls that are recognised go through the router like all others. */
  isAtOnce?: boolean;
  /** What a test changes about reading clients' documents. */
  documents?: ClientDocumentParts["fetching"];
}

/** The one Hono app: which face answers which path. */
export function createApp(desk: Desk, options: AppOptions = {}): App {
  const { gate, tools, bearer, settings, config } = desk;
  const { isAtOnce = true } = options;
  const app = new Hono<Env>({ strict: false });
  const requests = observeRequests(desk, options.inFlight ?? 512);
  const origins = createOriginCheck(config.baseUrl);
  const askers = createAskers({ bearer, tools, origins });
  const headers = securityHeaders(config.baseUrl);
  const mcp = loadMcp({
    ...{ headers, gate, tools, operation: desk.operation },
    businessName: () => settings().get("business.name"),
    baseUrl: config.baseUrl,
    jobs: desk.jobs,
    watch: desk.watch,
    system: systemPrincipal,
  });
  const businessName = () => settings().get("business.name");
  const { database, clock, metrics, audit, seal } = desk;
  const shared = { database, clock, metrics, audit, seal, baseUrl: config.baseUrl };
  const door = createFrontDoor({ ...shared, signIn: config.signIn, businessName });
  const documents = createClientDocuments({ ...shared, fetching: options.documents ?? {} });
  const oauth = createOAuthServer({
    ...{ ...shared, toolsets: tools.toolsets, documents, committed: desk.committed },
  });

  const streams = createStreams({
    ...{ gate, askers, requests, operation: desk.operation, underWay: desk.outbox },
    patience: () => settings().get("models.call_seconds") * 1000 + 10_000,
    trustedProxies: config.trustedProxies,
  });
  desk.watch((events) => {
    if (events.some(({ type }) => rightsChanged.has(type))) desk.jobs.soon("streams", streams.review);
  });
  const challenges = createChallenges(config.baseUrl, tools);
  const atOnce = createAtOnce({ mcp, tools, bearer, origins, challenges, requests, headers });
  app.use(requests.middleware);
  app.use(
    answerHeaders({
      headers,
      cors: createCors(origins.isOurs),
      challenges,
    }),
  );

  app.route(
    "/",
    probeRoutes(desk, () => requests.isStopping),
  );

  app.all("/mcp", async (c) => answerMcp(c, undefined));
  app.all("/mcp/:toolset", async (c) => {
    const toolset = c.req.param("toolset");
    // Not a route of its own: beside one with a parameter it would cost every request the fast router.
    if (toolset === "tools" && c.req.method === "GET") return c.json(listing(tools.list("default") ?? []));
    return answerMcp(c, toolset);
  });
  app.get("/sse", async (c) => (await mcp.face()).sse.open(c.req.raw, await exchangeFor(c, "default")));
  app.post("/messages", async (c) =>
    (await mcp.face()).sse.receive(c.req.raw, await exchangeFor(c, "default")),
  );

  app.route("/", oauthRoutes({ oauth, business: businessName, checkHost: origins.checkHost }));
  const waiting = () => countPending(desk.database.read, desk.clock.now());
  const stream = createWaitingStream({ waiting, watch: desk.watch });
  const doorParts = {
    door,
    oauth,
    gate,
    clock: desk.clock,
    baseUrl: config.baseUrl,
    ...{ operation: desk.operation, operations: desk.catalog.operations },
    waiting,
    unanswered: () => countUnanswered(desk.database.read, desk.clock.now()),
    settings,
    hasPhoneKey: () => desk.keys.quo.apiKey !== undefined,
    findings: createFindings(desk),
    paysBy: () => desk.payments.inWords,
    isStopped: () => settings().get("permissions.stopped"),
    business: businessName,
    contentPolicy: headers["content-security-policy"],
    onFailure: requests.logFailure,
  };
  app.route(
    "/",
    peoplePages({
      ...doorParts,
      ...{ stream, dataFolder: config.dataFolder },
      hasPeople: () => hasPeople(desk.database.read),
      checkHost: origins.checkHost,
    }),
  );
  app.route(
    "/",
    authorizationRoutes({
      gate,
      capabilities: () => capabilitiesOf(desk.catalog),
      operation: desk.operation,
      door: doorParts,
      checkHost: origins.checkHost,
      bearerOf: (request, visit) => askers.bearerOf(request, "rest", visit),
    }),
  );

  // The pages above say it in their own way; what follows, and what no path could be read of, says it here.
  app.use((c, next) => {
    origins.checkReadable(c.req.raw);
    return next();
  });

  app.post("/api/v1/tokens", async (c) => {
    const principal = await askers.bearerOf(c.req.raw, "rest", c.var);
    return await mintToken(c.req.raw, principal, c.var.requestId, { gate, operation: desk.operation });
  });
  app.post("/api/v1/tools/:tool", async (c) => {
    const principal = await askers.bearerOf(c.req.raw, "rest", c.var);
    c.set("isLogged", true);
    return await callTool(c.req.param("tool"), c.req.raw, principal, c.var.requestId, {
      ...{ gate, tools, hold: c.var.hold },
    });
  });
  app.get("/openapi.json", (c) => {
    const list = tools.list(c.req.query("toolset") ?? "default");
    if (!list) throw askers.noToolset(c.req.query("toolset") ?? "");
    return c.json(openapi(list, config.baseUrl));
  });

  const home = homeRoute(doorParts);
  const ingest = createIngest({
    ...{ gate, settings, operation: desk.operation, clock: desk.clock, secrets: () => desk.keys.ingest },
    onFailure: requests.logFailure,
  });
  app.all("/ingest/oa-handoff", (c) => {
    c.set("isLogged", true);
    return ingest.answer(c.req.raw, c.var);
  });

  app.route("/", hookRoutes({ ...desk, gate, baseUrl: config.baseUrl }));

  app.route(
    "/",
    publicPages({
      baseUrl: config.baseUrl,
      tools,
      business: businessName,
      status: async () => (await readiness(desk, requests.isStopping)).status,
      reader,
      home: async (c) => (isOurs(c) ? await home(c) : undefined),
      contentPolicy: headers["content-security-policy"],
      customers: { gate, operation: desk.operation, baseUrl: config.baseUrl, business: businessName },
      checkouts: desk.payments.sandbox,
      sandbox: {
        gate,
        catalog: desk.catalog,
        clock: desk.clock,
        side: () => (isLoopbackUrl(config.baseUrl) ? desk.sandbox : undefined),
        processed: () => desk.inbox.idle(),
        business: () => ({ name: businessName(), region: settings().get("business.region") }),
      },
    }),
  );
  app.notFound((c) => nothingHere(c.req.raw, c.var.requestId, businessName(), () => reader(c)));
  app.onError((thrown, c) => {
    const error = asDeskError(thrown);
    requests.logFailure(c.var.requestId, thrown, error);
    return refusal(c.req.path, error, c.var.requestId);
  });

  /** Who reads a page that anybody may read: nobody's name under a Host that is not ours. */
  async function reader(c: PageRequest): Promise<Reader | undefined> {
    return isOurs(c) ? await readerIfAny(c, doorParts) : undefined;
  }

  function isOurs(c: PageRequest): boolean {
    return origins.isOurHost(c.req.raw.headers.get("host"));
  }

  async function answerMcp(c: Context<Env>, asked: string | undefined): Promise<Response> {
    const exchange = await exchangeFor(c, asked ?? usualToolset(c.req.header("user-agent")));
    const answer = await (await mcp.face()).http.fetch(c.req.raw, exchange);
    c.set("isLogged", exchange.outcomes.length > 0);
    return answer;
  }

  function fetch(request: Request, peer: Peer): Response | Promise<Response> {
    if (streams.isFor(request)) return streams.answer(request, peer);
    const place = peer.principal === undefined && isAtOnce ? atOnce.placeOf(request) : undefined;
    if (place === undefined) return app.fetch(request, peer);
    return atOnce.answer(request, place, () => app.fetch(request, peer));
  }

  function exchangeFor(c: Context<Env>, toolset: string): Promise<Exchange> {
    return askers.exchangeFor({ request: c.req.raw, visit: c.var, known: c.env.principal }, toolset);
  }

  return {
    fetch,
    serveStdio: async (principal, toolset, stopped) =>
      await (await mcp.face()).stdio(
        askers.exchangeOf(principal, toolset, randomUUID(), () => () => undefined),
        stopped,
      ),
    setUpLink: door.joining.setUpLink,
    turnAway: requests.turnAway,
    endStreams: async () => {
      stream.endAll();
      streams.endAll();
      await (await mcp.face()).close();
    },
    get inFlight() {
      return requests.inFlight;
    },
  };
}
