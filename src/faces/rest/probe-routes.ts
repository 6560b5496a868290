import { Hono } from "hono";
import type { Desk } from "#desk/desk.ts";
import { isLocal } from "#faces/loopback.ts";
import type { BearerVisit } from "#oauth/bearer.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { alive, ready } from "./health.ts";

interface Env {
  Bindings: { address: string | undefined };
  Variables: BearerVisit;
}

/** What those who watch over the desk ask: `/healthz`, `/readyz`, `/health`, `/metrics`. */
export function probeRoutes(desk: Desk, isStopping: () => boolean): Hono<Env> {
  const { config, bearer, metrics } = desk;
  const routes = new Hono<Env>({ strict: false });
  routes.get("/healthz", alive);
  routes.get("/readyz", () => ready(desk, isStopping()));
  routes.get("/health", () => ready(desk, isStopping()));
  routes.get("/metrics", async (c) => {
    const isHere = isLocal(c.req.raw, c.env.address) && isLoopbackUrl(config.baseUrl);
    if (!isHere) await bearer.principalOf(c.req.header("authorization"), "rest", c.var);
    return c.text(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType });
  });
  return routes;
}
