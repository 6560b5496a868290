import { Hono } from "hono";
import { createElement } from "hono/jsx";
import type { ToolTable } from "#catalog/tool-table.ts";
import { guides } from "#faces/web/docs/guides.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { Landing } from "./landing.tsx";
import { llmsText } from "./llms.ts";
import { waysIn } from "./ways-in.ts";

export interface LandingParts {
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

/** `GET /`, and the same for models: `/llms.txt`. */
export function landingRoutes({ baseUrl, tools, business, status }: LandingParts): Hono {
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
  routes.get("/llms.txt", (c) => c.text(llmsText({ baseUrl, business: business(), tools: offered, guides })));
  return routes;
}
