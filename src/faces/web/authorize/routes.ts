import { createElement } from "hono/jsx";
import { providerKeyOf } from "#domains/people/provider-keys/provider-key-store.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { leadingTo } from "#faces/web/shell/content-policy.ts";
import { isStale, signInAgain } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { MessagePage } from "#faces/web/shell/message.tsx";
import {
  type DoorContext,
  type DoorParts,
  ownForm,
  problemOf,
  readerOf,
  runFor,
} from "#faces/web/shell/visit.ts";
import {
  type AuthorizationRequest,
  allow,
  askerOf,
  deny,
  readAuthorization,
  rememberedScopes,
} from "#oauth/authorize.ts";
import { OAuthError } from "#oauth/oauth-error.ts";
import { auditLine } from "#oauth/parts.ts";
import { isScope, type Scope } from "#operation/scopes.ts";
import { createRateLimit, takeOrRefuse } from "#platform/limits.ts";
import type { SignedIn } from "#signin/sessions.ts";
import { Consent } from "./consent.tsx";

/** `GET /authorize` shows the person who asks; `POST /authorize`, to the same address, is what they decide. */
export function consentRoutes(parts: DoorParts) {
  const { door, oauth } = parts;
  const asked = createRateLimit(120, 60);
  return { show, decide };

  async function show(c: DoorContext): Promise<Response> {
    const reading = await read(c);
    if (reading instanceof Response) return reading;
    const signedIn = await door.sessions.of(c.req.raw.headers);
    if (!signedIn) return toSignIn(c);
    const mayGive = c.req.method === "GET";
    const remembered = mayGive && (await rememberedScopes(reading, signedIn.person, oauth.parts));
    if (!remembered) return await ask(c, reading, signedIn, reading.scopes, undefined);
    return leave(await allow(reading, signedIn.person, remembered, c.var.requestId, oauth.parts));
  }

  async function decide(c: DoorContext): Promise<Response> {
    const reading = await read(c);
    if (reading instanceof Response) return reading;
    const signedIn = await door.sessions.of(c.req.raw.headers);
    if (!signedIn) return toSignIn(c);
    const form = ownForm(c, signedIn, parts);
    const { person } = signedIn;
    if (form.get("decision") !== "allow")
      return leave(await deny(reading, person, c.var.requestId, oauth.parts));
    const chosen = form.getAll("scope").filter(isScope);
    try {
      const key = form.get("quo_key")?.trim();
      if (key) await runFor(signedIn, "provider_key.set", { key }, c, parts);
      return leave(await allow(reading, person, chosen, c.var.requestId, oauth.parts));
    } catch (failure) {
      if (isStale(failure)) return c.redirect(signInAgain(ownAddress(c)), 303);
      const problem =
        failure instanceof OAuthError
          ? "Tick at least one thing it may do, or don’t allow it."
          : problemOf(failure);
      return await ask(c, reading, signedIn, chosen, problem);
    }
  }

  /** The request, or what is answered in its place. */
  async function read(c: DoorContext): Promise<AuthorizationRequest | Response> {
    takeOrRefuse(asked, c.var.address, "Too many requests from this address.");
    try {
      const params = new URL(c.req.url).searchParams;
      const isKnown = (await door.sessions.of(c.req.raw.headers)) !== undefined;
      // The desk reads no address, and sends nobody to one, for somebody it does not know (RFC 9700 §4.11.2).
      if (!isKnown && oauth.parts.documents.isName(params.get("client_id") ?? "")) return toSignIn(c);
      const reading = await readAuthorization(params, oauth.parts);
      if (reading.kind === "request") return reading.request;
      if (!isKnown) throw reading.refusal;
      noteRefusal(reading.refusal, c);
      return leave(reading.location);
    } catch (failure) {
      if (!(failure instanceof OAuthError)) throw failure;
      noteRefusal(failure, c);
      return await refuse(failure);
    }
  }

  function noteRefusal({ code }: OAuthError, c: DoorContext): void {
    const { metrics, audit, clock } = oauth.parts;
    metrics.oauth.add("authorize", code);
    const { address, requestId } = c.var;
    const event = { operation: "oauth.authorize", outcome: code, user: "nobody" } as const;
    audit.remember(auditLine({ ...event, client: address, requestId }, clock.now()));
  }

  async function ask(
    c: DoorContext,
    request: AuthorizationRequest,
    signedIn: SignedIn,
    chosen: readonly Scope[],
    problem: string | undefined,
  ): Promise<Response> {
    const { person } = signedIn;
    const able = roleScopes(person.role);
    const offered = request.scopes.filter((scope) => able.has(scope));
    const key = await providerKeyOf(oauth.parts.database.read, person.id);
    const content = createElement(Consent, {
      business: parts.business(),
      reader: await readerOf(signedIn, c, parts),
      person,
      clientName: request.client.name,
      asker: await askerOf(request, oauth.parts),
      offered,
      withheld: request.scopes.filter((scope) => !able.has(scope)),
      chosen,
      ownKey: offered.some((scope) => scope.startsWith("phone:")) ? (key?.lastFour ?? null) : undefined,
      problem,
    });
    return await page(content, problem ? 400 : 200, {
      "content-security-policy": leadingTo(parts.contentPolicy, [request.redirectUri]),
    });
  }

  function toSignIn(c: DoorContext): Response {
    return c.redirect(`/login?next=${encodeURIComponent(ownAddress(c))}`, 303);
  }

  /** What is wrong with who asks is told to the person, and to nobody else. */
  async function refuse(failure: OAuthError): Promise<Response> {
    const isOutage = failure.code === "temporarily_unavailable";
    const message = {
      title: "This app cannot be let in",
      text: `${failure.message} Nothing was allowed. (${failure.code})`,
      next: isOutage
        ? "Try again in a few minutes."
        : "Remove the connection in the app and add it again; if that does not help, its maker has to mend it.",
    };
    return await page(
      createElement(MessagePage, { business: parts.business(), message }),
      isOutage ? 502 : 400,
    );
  }
}

/** The path of the request, with what it asks: where a person comes back to. */
function ownAddress(c: DoorContext): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}

/** The browser goes back to the app; the address holds a code, which no cache keeps. */
function leave(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}
