import { Hono } from "hono";
import { bundleRoutes } from "#faces/bundles/bundle-routes.ts";
import { docsRoutes } from "./docs/routes.ts";
import { type LandingParts, landingRoutes } from "./landing/routes.ts";

/** What anybody may have: the landing page, the guides, the same for models, and what clients install. */
export function publicPages(parts: LandingParts): Hono {
  const { baseUrl, tools, business } = parts;
  const offered = tools.list("default") ?? [];
  const pages = new Hono({ strict: false });
  pages.route("/", landingRoutes(parts));
  pages.route("/", docsRoutes(business, baseUrl));
  pages.route(
    "/",
    bundleRoutes(() => ({ baseUrl, business: business(), tools: offered })),
  );
  return pages;
}
