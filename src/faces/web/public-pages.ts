import { Hono } from "hono";
import { bundleRoutes } from "#faces/bundles/bundle-routes.ts";
import { serveAsset } from "./assets.ts";
import { docsRoutes } from "./docs/routes.ts";
import { type LandingParts, landingRoutes } from "./landing/routes.ts";
import { showParts } from "./sandbox/parts-page.tsx";
import { actAsCustomer, type SandboxParts, type SandboxVisit, showSandbox } from "./sandbox/routes.ts";
import type { DoorContext, DoorEnv } from "./shell/visit.ts";
import { type VisitParts, visitRoutes } from "./visit/routes.ts";

export interface PublicPagesParts extends Omit<LandingParts, "hasSandbox"> {
  sandbox: SandboxParts;
  visits: VisitParts;
}

/** What anybody may have: the landing page, the guides, the same for models, and what clients install. */
export function publicPages(parts: PublicPagesParts): Hono<DoorEnv> {
  const { baseUrl, tools, business, reader, sandbox } = parts;
  const offered = tools.list("default") ?? [];
  const pages = new Hono<DoorEnv>({ strict: false });
  pages.use(keepNothingOfReaders);
  pages.route("/", landingRoutes({ ...parts, hasSandbox: () => sandbox.side() !== undefined }));
  pages.route("/", docsRoutes(parts));
  pages.route(
    "/",
    bundleRoutes(() => ({ baseUrl, business: business(), tools: offered })),
  );
  pages.route("/", visitRoutes(parts.visits));
  pages.get("/assets/:name", (c) => serveAsset(c.req.param("name")) ?? c.notFound());
  pages.get("/sandbox/parts", (c) => showParts(visitOf(c), { business, clock: sandbox.clock }));
  pages.get("/sandbox", (c) => showSandbox(visitOf(c), sandbox));
  pages.post("/sandbox/messages", (c) => actAsCustomer(visitOf(c), sandbox));
  return pages;

  function visitOf(c: DoorContext): SandboxVisit {
    const { requestId } = c.var;
    return { request: c.req.raw, address: c.env.address, requestId, reader: () => reader(c) };
  }
}

/** A page that shows who reads it is kept in no cache. */
async function keepNothingOfReaders(c: DoorContext, next: () => Promise<void>): Promise<void> {
  await next();
  if (c.req.header("cookie") !== undefined && !c.res.headers.has("cache-control"))
    c.res.headers.set("cache-control", "no-store");
}
