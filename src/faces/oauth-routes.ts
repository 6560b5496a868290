import { Hono } from "hono";
import { resourceMetadataPath } from "#oauth/resource-metadata.ts";
import { endpointNames, type OAuthServer } from "#oauth/server.ts";
import { textOf } from "./body.ts";

interface Env {
  Variables: { requestId: string; address: string };
}

export interface OAuthRoutesParts {
  oauth: OAuthServer;
  business(): string;
  /** @throws DeskError FORBIDDEN for a Host that is not ours */
  checkHost(request: Request): void;
}

/** What programs ask of the authorization server: its metadata (RFC 8414, 9728) and its endpoints. */
export function oauthRoutes({ oauth, business, checkHost }: OAuthRoutesParts): Hono<Env> {
  const routes = new Hono<Env>({ strict: false });
  routes.get("/.well-known/oauth-authorization-server", () => oauth.metadata());
  routes.get(resourceMetadataPath, () => oauth.resource("", business()));
  routes.get(`${resourceMetadataPath}/*`, (c) => {
    // The address as it was asked for: a final slash is part of a resource's name.
    const path = new URL(c.req.url).pathname.slice(resourceMetadataPath.length);
    return oauth.isResource(path) ? oauth.resource(path, business()) : c.notFound();
  });
  for (const name of endpointNames) {
    routes.post(`/${name}`, async (c) => {
      checkHost(c.req.raw);
      const { address, requestId } = c.var;
      return await oauth.answer(name, {
        headers: c.req.raw.headers,
        body: textOf(c.req.raw),
        address,
        requestId,
      });
    });
  }
  return routes;
}
