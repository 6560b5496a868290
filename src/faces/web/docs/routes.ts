import { Hono } from "hono";
import { createElement } from "hono/jsx";
import { page } from "#faces/web/shell/layout.tsx";
import { GuideList, GuidePage } from "./guide.tsx";
import { guideNamed, guides } from "./guides.ts";

/** `GET /docs` and `/docs/<name>`: the guides, with this desk's own address in them. */
export function docsRoutes(business: () => string, baseUrl: string): Hono {
  const routes = new Hono({ strict: false });
  routes.get("/docs", () => page(createElement(GuideList, { business: business(), guides })));
  routes.get("/docs/:name", (c) => {
    const guide = guideNamed(c.req.param("name"));
    return guide ? page(createElement(GuidePage, { business: business(), guide, baseUrl })) : c.notFound();
  });
  return routes;
}
