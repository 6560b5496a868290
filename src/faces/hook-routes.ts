import { type Context, Hono } from "hono";
import { type ReceiveParts, receiveWebhook } from "#webhooks/receive.ts";
import { bytesOf } from "./body.ts";
import type { RequestVariables } from "./request.ts";

type Env = { Variables: RequestVariables };

/** `/webhooks/<provider>`, and below it each kind that a provider tells apart by its address. */
export function hookRoutes(parts: ReceiveParts): Hono<Env> {
  const app = new Hono<Env>({ strict: false });
  app.post("/webhooks/:source", (c) => hear(c, c.req.param("source"), ""));
  app.post("/webhooks/:source/:hook", (c) => hear(c, c.req.param("source"), c.req.param("hook")));
  return app;

  async function hear(c: Context<Env>, source: string, hook: string): Promise<Response> {
    const { pathname, search } = new URL(c.req.url);
    const arrived = { source, hook, path: pathname + search, headers: c.req.raw.headers };
    const { repeated, answer } = await receiveWebhook(
      { ...arrived, body: bytesOf(c.req.raw), requestId: c.var.requestId },
      parts,
    );
    if (answer) return c.body(answer.body, 200, { "content-type": answer.type });
    return c.json({ status: "ok", repeated });
  }
}
