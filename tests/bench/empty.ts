import { Hono } from "hono";

/** A Hono that answers one route: what any compiled server takes to start. */
const app = new Hono();
app.get("/healthz", (c) => c.json({ status: "ok" }));
Bun.serve({ port: Number(process.argv[2]), hostname: "127.0.0.1", fetch: app.fetch });
