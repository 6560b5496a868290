import { createElement } from "hono/jsx";
import type { Statement } from "#db/statement.ts";
import type { IdentityProvider } from "#domains/people/persons/person-store.ts";
import { leadingTo } from "#faces/web/shell/content-policy.ts";
import { goOn } from "#faces/web/shell/form-page.ts";
import { ownPath } from "#faces/web/shell/forms.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, ownForm, ownJson, visitOf } from "#faces/web/shell/visit.ts";
import { createRateLimit, takeOrRefuse } from "#platform/limits.ts";
import type { Method, Visit } from "#signin/parts.ts";
import { noteFailure } from "#signin/parts.ts";
import { type SignedIn, SignInOverError } from "#signin/sessions.ts";
import { DeskError } from "#src/errors.ts";
import { Login } from "./login.tsx";

/** Where somebody goes who signed in without a wish. */
const home = "/";
const notSetUp =
  "Nobody has set this desk up yet. Open the link that it printed when it was started: it makes you the owner.";
const asLate = "Too many tries. Wait a while, then try again.";

/** `GET /login`, `POST /login`, and the other ways in beneath it. */
export function loginRoutes(parts: DoorParts, hasPeople: () => Promise<boolean>) {
  const { door, baseUrl } = parts;
  const begun = createRateLimit(60, 300);
  return { show, signIn, other, comeBack, signOut };

  async function show(c: DoorContext): Promise<Response> {
    const signedIn = await door.sessions.of(c.req.raw.headers);
    if (signedIn && c.req.query("again") === undefined) return c.redirect(nextOf(c), 303);
    return await form(c, signedIn, (await hasPeople()) ? {} : { problem: notSetUp });
  }

  async function form(
    c: DoorContext,
    signedIn: SignedIn | undefined,
    told: { problem?: string; email?: string; status?: 400 | 429; retryAfter?: number },
  ): Promise<Response> {
    const { token, cookie } = door.forms.issue(c.req.raw.headers, signedIn);
    const content = createElement(Login, {
      business: parts.business(),
      token,
      next: nextOf(c),
      providers: door.providers.names,
      hasPasskeys: door.passkeys.isPossible,
      again: signedIn && { email: signedIn.person.email },
      problem: told.problem,
      email: told.email,
    });
    return await page(content, told.status, {
      "content-security-policy": leadingTo(parts.contentPolicy, door.providers.addresses),
      ...(cookie ? { "set-cookie": cookie } : {}),
      ...(told.retryAfter === undefined ? {} : { "retry-after": String(told.retryAfter) }),
    });
  }

  async function signIn(c: DoorContext): Promise<Response> {
    const signedIn = await door.sessions.of(c.req.raw.headers);
    const fields = ownForm(c, signedIn, parts);
    const email = (signedIn?.person.email ?? fields.get("email") ?? "").slice(0, 254);
    const answer = await door.password(
      email,
      fields.get("password") ?? "",
      visitOf(c),
      signedIn !== undefined,
    );
    const cookie = answer.kind === "right" && (await begin(answer.person, "password", c));
    if (cookie) return goOn(nextOf(c), cookie);
    if (answer.kind === "too often")
      return await form(c, signedIn, { problem: asLate, email, status: 429, retryAfter: answer.retryAfter });
    const problem = "The address and the password do not belong together. Nobody was signed in.";
    return await form(c, signedIn, { problem, email, status: 400 });
  }

  /** `POST /login/<method>`: a passkey's challenge and answer, or off to another provider. */
  async function other(c: DoorContext): Promise<Response> {
    const method = c.req.param("method") ?? "";
    const signedIn = await door.sessions.of(c.req.raw.headers);
    await refuseFlood(visitOf(c));
    if (method === "challenge") {
      ownJson(c, signedIn, parts);
      return c.json(await door.passkeys.challenge());
    }
    if (method === "passkey") return await withPasskey(c, signedIn);
    const name = door.providers.names.find((each) => each === method);
    if (!name) throw new DeskError("NOT_FOUND", "There is no such way to sign in here.");
    ownForm(c, signedIn, parts);
    return await toProvider(c, name);
  }

  async function withPasskey(c: DoorContext, signedIn: SignedIn | undefined): Promise<Response> {
    const { credential } = ownJson(c, signedIn, parts);
    const found = await door.passkeys.check(credential, visitOf(c));
    if (!found || (signedIn && signedIn.person.id !== found.person.id))
      return c.json({ message: "This passkey is not known here. Nobody was signed in." }, 400);
    const cookie = await begin(found.person, "passkey", c, found.unit);
    if (cookie === undefined) return c.json({ message: "It was switched off at this moment." }, 400);
    c.header("set-cookie", cookie);
    return c.json({ signedIn: true });
  }

  async function toProvider(c: DoorContext, name: IdentityProvider): Promise<Response> {
    const browser = door.forms.browserOf(c.req.raw.headers) ?? "";
    const address = await door.providers.begin(name, browser, nextOf(c));
    if (address !== undefined) return c.redirect(address, 303);
    throw new DeskError("UPSTREAM_ERROR", "The other provider does not answer. Nobody was signed in.", {
      next: "Try again in a minute, or sign in another way.",
    });
  }

  /** `GET /login/<provider>/callback`. */
  async function comeBack(c: DoorContext): Promise<Response> {
    const name = door.providers.names.find((each) => each === c.req.param("method"));
    if (!name) throw new DeskError("NOT_FOUND", "There is no such way to sign in here.");
    await refuseFlood(visitOf(c));
    const signedIn = await door.sessions.of(c.req.raw.headers);
    const arrival = await door.providers.finish(
      name,
      new URL(c.req.url).search,
      door.forms.browserOf(c.req.raw.headers),
    );
    const known = arrival && (await door.joining.byAccount(arrival.account, visitOf(c)));
    const isOther = signedIn !== undefined && known !== undefined && signedIn.person.id !== known.personId;
    if (!arrival || !known || isOther) {
      noteFailure(parts.oauth.parts, name, "AUTH_REQUIRED", visitOf(c));
      const problem = "That account lets nobody in here. Ask the owner for an invitation to its address.";
      return await form(c, signedIn, { problem, status: 400 });
    }
    const cookie = await begin({ id: known.personId }, name, c, known.unit);
    if (cookie) return goOn(ownPath(arrival.next, baseUrl, home), cookie);
    const problem = "The invitation is used up. Nobody was signed in.";
    return await form(c, signedIn, { problem, status: 400 });
  }

  /** Undefined where what lets them in was taken back at this moment. */
  async function begin(
    person: Parameters<typeof door.sessions.begin>[0],
    method: Method,
    c: DoorContext,
    joins: Statement[] = [],
  ): Promise<string | undefined> {
    try {
      return await door.sessions.begin(person, method, visitOf(c), joins);
    } catch (failure) {
      if (failure instanceof SignInOverError) return undefined;
      throw failure;
    }
  }

  async function signOut(c: DoorContext): Promise<Response> {
    const signedIn = await door.sessions.of(c.req.raw.headers);
    ownForm(c, signedIn, parts);
    return goOn("/login", await door.sessions.end(signedIn, visitOf(c)));
  }

  function nextOf(c: DoorContext): string {
    return ownPath(c.req.query("next") ?? null, baseUrl, home);
  }

  async function refuseFlood({ address }: Visit): Promise<void> {
    takeOrRefuse(begun, address, asLate);
  }
}
