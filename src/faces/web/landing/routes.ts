import { Hono } from "hono";
import { createElement } from "hono/jsx";
import type { ToolTable } from "#catalog/tool-table.ts";
import { isLocal } from "#faces/loopback.ts";
import { guides } from "#faces/web/docs/guides.ts";
import { page, type Reader } from "#faces/web/shell/layout.tsx";
import type { DoorContext, DoorEnv, PageRequest } from "#faces/web/shell/visit.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { Landing } from "./landing.tsx";
import { llmsText } from "./llms.ts";
import { waysIn } from "./ways-in.ts";

export interface LandingParts {
  baseUrl: string;
  tools: ToolTable;
  business(): string;
  /** Who reads the page, where they are signed in. */
  reader(c: PageRequest): Promise<Reader | undefined>;
  /** The page of who is signed in; undefined for a visitor. */
  home(c: DoorContext): Promise<Response | undefined>;
  /** True where the sandbox is a provider of this desk, and has its page. */
  hasSandbox(): boolean;
  /** How the desk is, in a word: what `/health` says. */
  status(): Promise<"ready" | "degraded" | "unavailable" | "failed" | "stopping">;
}

const statusWords: Record<string, string> = {
  ready: "running",
  degraded: "working, with trouble at a provider",
  unavailable: "working, but a subscriber does not take what happens to tickets",
};

/** The landing page and the guides may be found; nobody finds what a person signs in for. */
const robots = `User-agent: *
Allow: /$
Allow: /docs
Allow: /llms.txt
Allow: /assets/
Disallow: /
`;

/** `GET /`, and the same for models: `/llms.txt`. */
export function landingRoutes({
  baseUrl,
  tools,
  business,
  status,
  home,
  hasSandbox,
}: LandingParts): Hono<DoorEnv> {
  const routes = new Hono<DoorEnv>({ strict: false });
  const offered = tools.list("default") ?? [];

  routes.get("/", async (c) => {
    const own = await home(c);
    if (own) return own;
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
        hasSandbox: hasSandbox() && isLocal(c.req.raw, c.env.address),
      }),
    );
  });
  // Browsers and crawlers ask for these by themselves: the icon is the one of every page, and what there is to read is public.
  routes.get("/favicon.ico", (c) => c.redirect("/assets/icon.svg", 301));
  routes.get("/robots.txt", (c) => c.text(robots, 200, { "content-type": "text/plain; charset=utf-8" }));
  routes.get("/llms.txt", (c) => c.text(llmsText({ baseUrl, business: business(), tools: offered, guides })));
  return routes;
}
