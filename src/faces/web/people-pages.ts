import { type Context, Hono } from "hono";
import { createElement } from "hono/jsx";
import { isLoopbackHost, isLoopbackUrl } from "#platform/loopback.ts";
import { asDeskError, type DeskError } from "#src/errors.ts";
import { auditRoute } from "./audit/routes.ts";
import { type AuthorizationRoutesParts, authorizationRoutes } from "./authorizations/routes.ts";
import { consentRoutes } from "./authorize/routes.ts";
import { contactsRoutes } from "./contacts/routes.ts";
import { inboxRoutes } from "./inbox/routes.ts";
import { loginRoutes } from "./login/routes.ts";
import { accountRoutes } from "./settings/account/routes.ts";
import { appsRoutes } from "./settings/apps/routes.ts";
import { peopleRoutes } from "./settings/people/routes.ts";
import { entryRoutes } from "./setup/routes.ts";
import { page } from "./shell/layout.tsx";
import { MessagePage } from "./shell/message.tsx";
import { type DoorContext, type DoorEnv, readerOf } from "./shell/visit.ts";
import { ticketRoutes } from "./tickets/routes.ts";

export interface PeoplePagesParts extends AuthorizationRoutesParts {
  hasPeople(): Promise<boolean>;
  /** Refuses a Host that is not ours. @throws DeskError FORBIDDEN */
  checkHost(request: Request): void;
  /** Told of what went wrong that is nobody's fault but ours. */
  onFailure(requestId: string, thrown: unknown, error: DeskError): void;
}

/** The pages through which people come in, and let others in. */
export function peoplePages(parts: PeoplePagesParts): Hono<DoorEnv> {
  const pages = new Hono<DoorEnv>({ strict: false });
  const login = loginRoutes(parts, parts.hasPeople);
  const entry = entryRoutes(parts, parts.hasPeople);
  const consent = consentRoutes(parts);
  const apps = appsRoutes(parts);
  const people = peopleRoutes(parts);
  const account = accountRoutes(parts);
  const authorizations = authorizationRoutes(parts);
  const inbox = inboxRoutes(parts);
  const contacts = contactsRoutes(parts);
  const tickets = ticketRoutes(parts);
  const own = new URL(parts.baseUrl);

  on("GET", "/setup", entry.bare);
  on("GET", "/setup/:secret", entry.show);
  on("POST", "/setup/:secret", entry.enter);
  on("GET", "/login", login.show);
  on("POST", "/login", login.signIn);
  on("POST", "/login/:method", login.other);
  on("GET", "/login/:method/callback", login.comeBack);
  on("POST", "/logout", login.signOut);
  on("GET", "/authorize", consent.show);
  on("POST", "/authorize", consent.decide);
  on("GET", "/settings", (c) => c.redirect("/settings/apps", 303));
  on("GET", "/settings/apps", apps.get);
  on("POST", "/settings/apps", apps.post);
  on("GET", "/settings/people", people.get);
  on("POST", "/settings/people", people.post);
  on("GET", "/settings/account", account.get);
  on("POST", "/settings/account", account.post);
  on("POST", "/settings/passkeys", account.addPasskey);
  on("GET", "/audit", auditRoute(parts));
  on("GET", "/tickets", tickets.list);
  on("GET", "/tickets/:number", tickets.get);
  on("POST", "/tickets/:number", tickets.post);
  on("GET", "/inbox/:id", inbox.get);
  on("GET", "/contacts/:id", contacts.get);
  on("GET", "/authorizations", authorizations.list);
  on("POST", "/authorizations", authorizations.act);
  on("GET", "/authorizations/:id", authorizations.show);
  on("POST", "/authorizations/:id", authorizations.decide);

  pages.onError((thrown, c) => {
    const error = asDeskError(thrown);
    parts.onFailure(c.var.requestId, thrown, error);
    return failure(error, c);
  });
  return pages;

  /** A page of people: there is no way to register one without its guard. */
  function on(
    method: "GET" | "POST",
    path: string,
    answer: (c: DoorContext) => Response | Promise<Response>,
  ): void {
    pages.on(method, path, guard, answer);
  }

  /** One name for the desk, no session in the clear, and nothing of these pages in any cache. */
  async function guard(c: Context<DoorEnv>, next: () => Promise<void>): Promise<Response | undefined> {
    parts.checkHost(c.req.raw);
    const here = new URL(c.req.url);
    if (
      c.req.method === "GET" &&
      here.hostname !== own.hostname &&
      isLoopbackHost(here.hostname) &&
      isLoopbackUrl(parts.baseUrl)
    )
      return c.redirect(`${parts.baseUrl}${here.pathname}${here.search}`, 302);
    if (!parts.door.cookies.isPossible) return await inTheClear();
    await next();
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
    return undefined;
  }

  async function inTheClear(): Promise<Response> {
    const message = {
      title: "Nobody can sign in here",
      text: `This desk’s address, ${parts.baseUrl}, is http: whoever is on the way could read your sign-in. Nothing was done.`,
      next: "Whoever runs this desk puts a proxy with https in front of it and sets BASE_URL to that address; or, on one machine alone, uses http://localhost.",
    };
    return await page(createElement(MessagePage, { business: parts.business(), message }), 403);
  }

  async function failure(error: DeskError, c: Context<DoorEnv>): Promise<Response> {
    const { next, retryAfter } = error.detail;
    if (c.req.header("content-type")?.startsWith("application/json"))
      return c.json({ message: error.message }, error.status as 400);
    const message = {
      title: error.code === "NOT_FOUND" ? "There is no such page" : "That was not done",
      text: error.message,
      next:
        next ?? (error.code === "INTERNAL" ? `Tell whoever runs this desk: ${c.var.requestId}` : undefined),
    };
    const headers: Record<string, string> =
      retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
    const signedIn = await parts.door.sessions.of(c.req.raw.headers);
    const reader = signedIn && (await readerOf(signedIn, c, parts));
    const content = createElement(MessagePage, { business: parts.business(), reader, message });
    return await page(content, error.status, headers);
  }
}
