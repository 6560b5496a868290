import { Hono } from "hono";
import type { BundleParts } from "./mcpb.ts";

/** What a client takes in one piece: made when it is asked for, from what the desk can do at that moment. */
export function bundleRoutes(parts: () => BundleParts): Hono {
  const routes = new Hono({ strict: false });
  routes.get("/frontdesk.mcpb", async () => {
    const { desktopBundle } = await import("./mcpb.ts");
    return download("frontdesk.mcpb", "application/octet-stream", desktopBundle(parts()));
  });
  routes.get("/frontdesk-skill.zip", async () => {
    const { skillBundle } = await import("./skill.ts");
    return download("frontdesk-skill.zip", "application/zip", skillBundle(parts()));
  });
  routes.get("/server.json", async (c) => {
    const { serverJson } = await import("./server-json.ts");
    return c.json(serverJson(parts()));
  });
  return routes;
}

function download(name: string, type: string, bytes: Uint8Array<ArrayBuffer>): Response {
  return new Response(bytes, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-cache",
    },
  });
}
