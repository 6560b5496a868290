import { Hono } from "hono";
import { createElement } from "hono/jsx";
import type { ToolTable } from "#catalog/toolsets.ts";
import { bundleRoutes } from "#faces/bundles/bundle-routes.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { GuideList, GuidePage } from "./docs/guide.tsx";
import { guideNamed, guides } from "./docs/guides.ts";
import { Landing } from "./landing/landing.tsx";
import { llmsText } from "./landing/llms.ts";
import { waysIn } from "./landing/ways-in.ts";
import { page } from "./shell/layout.tsx";

export interface PublicParts {
  baseUrl: string;
  tools: ToolTable;
  business(): string;
  /** How the desk is, in a word: what `/health` says. */
  status(): Promise<"ready" | "degraded" | "unavailable" | "failed" | "stopping">;
}

const statusWords: Record<string, string> = {
  ready: "well",
  degraded: "working, with trouble at a provider",
  unavailable: "working, but a subscriber does not take what happens to tickets",
};

/** What anybody may have: the landing page, the guides, the same for models, and what clients install. */
export function publicRoutes({ baseUrl, tools, business, status }: PublicParts): Hono {
  const routes = new Hono({ strict: false });
  const offered = tools.list("default") ?? [];

  routes.get("/", async () => {
    const ways = waysIn(baseUrl, !isLoopbackUrl(baseUrl));
    const said = statusWords[await status()] ?? "not well";
    return await page(
      createElement(Landing, {
        business: business(),
        baseUrl,
        ways,
        tools: offered,
        guides,
        status: said,
      }),
    );
  });
  routes.get("/docs", () => page(createElement(GuideList, { business: business(), guides })));
  routes.get("/docs/:name", (c) => {
    const guide = guideNamed(c.req.param("name"));
    return guide ? page(createElement(GuidePage, { business: business(), guide, baseUrl })) : c.notFound();
  });
  routes.get("/llms.txt", (c) => c.text(llmsText({ baseUrl, business: business(), tools: offered, guides })));
  routes.route(
    "/",
    bundleRoutes(() => ({ baseUrl, business: business(), tools: offered })),
  );
  return routes;
}
