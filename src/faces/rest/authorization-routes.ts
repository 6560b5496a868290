import { type Context, Hono } from "hono";
import { type DoorEnv, type DoorParts, ownJson, visitOf } from "#faces/web/shell/visit.ts";
import type { Principal } from "#operation/operation.ts";
import { doorLine } from "#signin/parts.ts";
import { principalOf, type SignedIn } from "#signin/sessions.ts";
import { asDeskError } from "#src/errors.ts";
import { type AuthorizationParts, authorizationApi } from "./authorizations.ts";

export interface AuthorizationRouteParts extends AuthorizationParts {
  door: DoorParts;
  /** Who a request's token speaks for. @throws DeskError AUTH_REQUIRED, FORBIDDEN */
  bearerOf(request: Request, visit: { address: string; requestId: string }): Promise<Principal>;
  /** Refuses a Host that is not ours. @throws DeskError FORBIDDEN */
  checkHost(request: Request): void;
}

type RouteContext = Context<DoorEnv>;

/** The documented endpoints of permissions and of what waits, for programs with a token and for the pages' own script. */
export function authorizationRoutes(parts: AuthorizationRouteParts): Hono<DoorEnv> {
  const api = authorizationApi(parts);
  const routes = new Hono<DoorEnv>({ strict: false });

  routes.get("/api/capabilities", async (c) => await api.capabilities(await askingOf(c)));
  routes.get("/api/authorizations", async (c) => await api.list(await askingOf(c)));
  routes.get(
    "/api/authorizations/:id",
    async (c) => await api.get(c.req.param("id") ?? "", await askingOf(c)),
  );
  routes.post("/api/authorizations/:id", async (c) => {
    const { signedIn, ...asking } = await askingOf(c).catch((refusal: unknown) => noted(c, refusal));
    // A token gets as far as the gate, which refuses it and writes that down, whatever it sends.
    const { form: _form, ...body } = signedIn ? ownJson(c, signedIn, parts.door) : { form: undefined };
    return await api.decide(c.req.param("id") ?? "", body, asking);
  });
  return routes;

  /** Nobody decides anything without being somebody: that it was tried is written down. */
  function noted(c: RouteContext, refusal: unknown): never {
    const { audit, clock } = parts.door.oauth.parts;
    const event = {
      operation: "authorization.decide",
      outcome: asDeskError(refusal).code,
      user: "nobody",
    } as const;
    audit.remember(doorLine(event, visitOf(c), clock.now()));
    throw refusal;
  }

  /** Whoever shows a token is that token, whatever cookies come with it. @throws DeskError AUTH_REQUIRED */
  async function askingOf(
    c: RouteContext,
  ): Promise<{ principal: Principal; requestId: string; signedIn?: SignedIn }> {
    const { requestId, address } = c.var;
    parts.checkHost(c.req.raw);
    const signedIn =
      c.req.header("authorization") === undefined
        ? await parts.door.door.sessions.of(c.req.raw.headers)
        : undefined;
    if (signedIn) return { principal: principalOf(signedIn), requestId, signedIn };
    return { principal: await parts.bearerOf(c.req.raw, { address, requestId }), requestId };
  }
}
