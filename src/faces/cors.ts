/** Which pages of other origins may ask (Fetch, "CORS protocol"). No cookie is ever part of it. */
export interface Cors {
  /** The answer to a browser that asks beforehand; undefined where no page may. */
  preflight(path: string, origin: string): Response | undefined;
  /** The headers with which a page may read an answer; undefined where it may not. */
  headers(path: string, origin: string): Record<string, string> | undefined;
}

/** What programs of browsers find out and trade with: no cookie opens them, so any page may ask. */
const open = /^\/(\.well-known\/.+|register|token|revoke|mcp\/tools)\/?$/;
/** What a bearer token opens: pages of this machine and of our own host, as the check of Origin has it. */
const guarded = /^\/(mcp(\/.*)?|sse|messages|api\/v1\/.+|openapi\.json)\/?$/;

const asking = {
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers":
    "Authorization, Content-Type, Accept, Idempotency-Key, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id",
  "access-control-max-age": "600",
};
const reading = {
  "access-control-expose-headers":
    "WWW-Authenticate, Mcp-Session-Id, X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed",
};

export function createCors(isOurs: (origin: string) => boolean): Cors {
  const headers = (path: string, origin: string) => {
    if (open.test(path)) return { "access-control-allow-origin": "*", ...reading };
    if (!guarded.test(path) || !isOurs(origin)) return undefined;
    return { "access-control-allow-origin": origin, vary: "Origin", ...reading };
  };
  return {
    headers,
    preflight(path, origin) {
      const allowed = headers(path, origin);
      return allowed && new Response(null, { status: 204, headers: { ...allowed, ...asking } });
    },
  };
}
