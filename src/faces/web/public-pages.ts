import { Hono } from "hono";
import type { SandboxCheckouts } from "#domains/money/sandbox/sandbox.ts";
import { bundleRoutes } from "#faces/bundles/bundle-routes.ts";
import { serveAsset } from "./assets.ts";
import { docsRoutes } from "./docs/routes.ts";
import { type LandingParts, landingRoutes } from "./landing/routes.ts";
import { payRoutes } from "./pay/routes.ts";
import { quoteRoutes } from "./quote/routes.ts";
import { checkoutRoutes } from "./sandbox/checkout-routes.ts";
import { showParts } from "./sandbox/parts-page.tsx";
import { actAsCustomer, type SandboxParts, type SandboxVisit, showSandbox } from "./sandbox/routes.ts";
import { type CustomerParts, createCustomerDoor } from "./shell/customer-door.ts";
import type { DoorContext, DoorEnv } from "./shell/visit.ts";
import { unsubscribeRoutes } from "./unsubscribe/routes.ts";
import { visitRoutes } from "./visit/routes.ts";

export interface PublicPagesParts extends Omit<LandingParts, "hasSandbox"> {
  sandbox: SandboxParts;
  customers: CustomerParts;
  /** The policy that every page has which leads nowhere else. */
  contentPolicy: string;
  checkouts: SandboxCheckouts;
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
  const own = { door: createCustomerDoor(parts.customers), business };
  pages.route("/", visitRoutes(own));
  pages.route("/", payRoutes({ ...own, contentPolicy: parts.contentPolicy }));
  pages.route("/", quoteRoutes(own));
  pages.route("/", unsubscribeRoutes(own));
  pages.route("/", checkoutRoutes({ ...own, checkouts: parts.checkouts, processed: sandbox.processed }));
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
