import { Hono } from "hono";
import { createElement } from "hono/jsx";
import type { LandingParts } from "#faces/web/landing/routes.ts";
import { page } from "#faces/web/shell/layout.tsx";
import type { DoorEnv } from "#faces/web/shell/visit.ts";
import { GuideList, GuidePage } from "./guide.tsx";
import { guideNamed, guides } from "./guides.ts";

/** `GET /docs` and `/docs/<name>`: the guides, with this desk's own address in them. */
export function docsRoutes({
  business,
  baseUrl,
  reader,
}: Pick<LandingParts, "business" | "baseUrl" | "reader">): Hono<DoorEnv> {
  const routes = new Hono<DoorEnv>({ strict: false });
  routes.get("/docs", async (c) =>
    page(createElement(GuideList, { business: business(), guides, reader: await reader(c) })),
  );
  routes.get("/docs/:name", async (c) => {
    const guide = guideNamed(c.req.param("name"));
    if (!guide) return await c.notFound();
    const content = { business: business(), guide, baseUrl, reader: await reader(c) };
    return await page(createElement(GuidePage, content));
  });
  return routes;
}
