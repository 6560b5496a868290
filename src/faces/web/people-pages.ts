import { type Context, Hono } from "hono";
import { createElement } from "hono/jsx";
import { isLoopbackHost, isLoopbackUrl } from "#platform/loopback.ts";
import { asDeskError } from "#src/errors.ts";
import { assistantRoutes } from "./assistant/routes.ts";
import { auditRoutes } from "./audit/routes.ts";
import { type AuthorizationRoutesParts, authorizationRoutes } from "./authorizations/routes.ts";
import { consentRoutes } from "./authorize/routes.ts";
import { calendarRoutes } from "./calendar/routes.ts";
import { importRoutes } from "./contacts/import-routes.ts";
import { contactsRoutes } from "./contacts/routes.ts";
import { keptRoutes } from "./inbox/kept-routes.ts";
import { reportFile } from "./inbox/report-file.ts";
import { inboxRoutes } from "./inbox/routes.ts";
import { invoicesRoutes } from "./invoices/routes.ts";
import { leadRoutes, leadsRoutes } from "./leads/routes.ts";
import { loginRoutes } from "./login/routes.ts";
import { quotesRoutes } from "./quotes/routes.ts";
import { searchRoute } from "./search/routes.ts";
import { accountRoutes } from "./settings/account/routes.ts";
import { appsRoutes } from "./settings/apps/routes.ts";
import { type BackupsParts, backupsRoutes } from "./settings/backups/routes.ts";
import { businessRoutes } from "./settings/business/routes.ts";
import { calendarsRoutes } from "./settings/calendars/routes.ts";
import { consentsRoutes } from "./settings/consents/routes.ts";
import { dataRoutes } from "./settings/data/routes.ts";
import { emailRoutes } from "./settings/email/routes.ts";
import { limitsRoutes } from "./settings/limits/routes.ts";
import { modelsRoutes, usualModelsRoutes } from "./settings/models/routes.ts";
import { moneyRoutes } from "./settings/money/routes.ts";
import { noticesRoutes } from "./settings/notices/routes.ts";
import { officeRoutes } from "./settings/office/routes.ts";
import { paymentsRoutes } from "./settings/payments/routes.ts";
import { peopleRoutes } from "./settings/people/routes.ts";
import { phoneRoutes } from "./settings/phone/routes.ts";
import { settingsRoute } from "./settings/routes.ts";
import { routingRoutes } from "./settings/routing/routes.ts";
import { servicesRoutes } from "./settings/service-list/routes.ts";
import { subscribersRoutes } from "./settings/subscribers/routes.ts";
import { textsRoutes } from "./settings/texts/routes.ts";
import { voiceRoutes } from "./settings/voice/routes.ts";
import { entryRoutes } from "./setup/routes.ts";
import { failurePage } from "./shell/failure.ts";
import { page } from "./shell/layout.tsx";
import { MessagePage } from "./shell/message.tsx";
import type { DoorContext, DoorEnv } from "./shell/visit.ts";
import { ticketRoutes } from "./tickets/routes.ts";

export interface PeoplePagesParts extends AuthorizationRoutesParts, BackupsParts {
  hasPeople(): Promise<boolean>;
  /** Refuses a Host that is not ours. @throws DeskError FORBIDDEN */
  checkHost(request: Request): void;
}

/** The pages through which people come in, and let others in. */
export function peoplePages(parts: PeoplePagesParts): Hono<DoorEnv> {
  const pages = new Hono<DoorEnv>({ strict: false });
  const login = loginRoutes(parts, parts.hasPeople);
  const entry = entryRoutes(parts, parts.hasPeople);
  const consent = consentRoutes(parts);
  const account = accountRoutes(parts);
  const authorizations = authorizationRoutes(parts);
  const audit = auditRoutes(parts);
  const inbox = inboxRoutes(parts);
  const consents = consentsRoutes(parts);
  const kept = keptRoutes(parts);
  const contacts = contactsRoutes(parts);
  const lists = importRoutes(parts);
  const tickets = ticketRoutes(parts);
  const invoices = invoicesRoutes(parts);
  const quotes = quotesRoutes(parts);
  const assistant = assistantRoutes(parts);
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
  on("GET", "/settings", settingsRoute(parts));
  both("/settings/business", businessRoutes(parts));
  both("/settings/phone", phoneRoutes(parts));
  both("/settings/texts", textsRoutes(parts));
  both("/settings/office", officeRoutes(parts));
  both("/settings/services", servicesRoutes(parts));
  both("/settings/money", moneyRoutes(parts));
  both("/settings/payments", paymentsRoutes(parts));
  both("/settings/email", emailRoutes(parts));
  both("/settings/models", modelsRoutes(parts));
  both("/settings/models/usual", usualModelsRoutes(parts));
  both("/settings/calendars", calendarsRoutes(parts));
  on("GET", "/settings/consents", consents.show);
  on("GET", "/consents.csv", consents.file);
  both("/settings/notices", noticesRoutes(parts));
  both("/settings/limits", limitsRoutes(parts));
  both("/settings/voice", voiceRoutes(parts));
  both("/settings/routing", routingRoutes(parts));
  both("/settings/subscribers", subscribersRoutes(parts));
  both("/settings/backups", backupsRoutes(parts));
  both("/settings/data", dataRoutes(parts));
  both("/settings/apps", appsRoutes(parts));
  both("/settings/people", peopleRoutes(parts));
  both("/settings/account", account);
  on("POST", "/settings/passkeys", account.addPasskey);
  on("GET", "/audit", audit.show);
  on("GET", "/audit.csv", audit.file);
  on("GET", "/search", searchRoute(parts));
  on("GET", "/tickets", tickets.list);
  both("/tickets/:number", tickets);
  on("GET", "/inbox", inbox.list);
  both("/inbox/:id", inbox);
  on("GET", "/conversations.csv", reportFile(parts));
  on("GET", "/pictures/:id", kept.picture);
  on("GET", "/recordings/:id", kept.recording);
  both("/calendar", calendarRoutes(parts));
  both("/leads", leadsRoutes(parts));
  both("/leads/:id", leadRoutes(parts));
  on("GET", "/quotes", quotes.list);
  both("/quotes/:id", quotes);
  on("GET", "/invoices", invoices.list);
  on("GET", "/books.csv", invoices.file);
  both("/invoices/:id", invoices);
  on("GET", "/invoices/:id/invoice.pdf", invoices.pdf);
  both("/assistant", assistant.list);
  both("/assistant/:id", assistant.one);
  on("GET", "/assistant/:id/conversation.md", assistant.file);
  on("GET", "/contacts", contacts.list);
  on("GET", "/contacts.csv", lists.file);
  both("/contacts/:id", {
    // Not a route of its own: beside one with a parameter it would cost every request the fast router.
    get: (c) => (c.req.param("id") === "import" ? lists : contacts).get(c),
    post: (c) => (c.req.param("id") === "import" ? lists : contacts).post(c),
  });
  on("GET", "/contacts/:id/everything.json", contacts.file);
  on("GET", "/authorizations", authorizations.list);
  on("POST", "/authorizations", authorizations.act);
  on("GET", "/authorizations/:id", authorizations.show);
  on("POST", "/authorizations/:id", authorizations.decide);

  pages.onError((thrown, c) => {
    const error = asDeskError(thrown);
    parts.onFailure(c.var.requestId, thrown, error);
    return failurePage(error, c, parts);
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

  /** A page with forms: it is shown, and does what its buttons say. */
  function both(path: string, routes: Record<"get" | "post", (c: DoorContext) => Promise<Response>>): void {
    on("GET", path, routes.get);
    on("POST", path, routes.post);
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
}
