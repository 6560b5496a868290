import { Hono } from "hono";
import { bundleRoutes } from "#faces/bundles/bundle-routes.ts";
import { docsRoutes } from "./docs/routes.ts";
import { type LandingParts, landingRoutes } from "./landing/routes.ts";
import type { DoorContext, DoorEnv } from "./shell/visit.ts";

/** What anybody may have: the landing page, the guides, the same for models, and what clients install. */
export function publicPages(parts: LandingParts): Hono<DoorEnv> {
  const { baseUrl, tools, business } = parts;
  const offered = tools.list("default") ?? [];
  const pages = new Hono<DoorEnv>({ strict: false });
  pages.use(keepNothingOfReaders);
  pages.route("/", landingRoutes(parts));
  pages.route("/", docsRoutes(parts));
  pages.route(
    "/",
    bundleRoutes(() => ({ baseUrl, business: business(), tools: offered })),
  );
  return pages;
}

/** A page that shows who reads it is kept in no cache. */
async function keepNothingOfReaders(c: DoorContext, next: () => Promise<void>): Promise<void> {
  await next();
  if (c.req.header("cookie") !== undefined && !c.res.headers.has("cache-control"))
    c.res.headers.set("cache-control", "no-store");
}
