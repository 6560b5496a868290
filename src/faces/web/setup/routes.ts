import { createElement } from "hono/jsx";
import * as z from "zod";
import { weaknessOf } from "#domains/people/persons/password.ts";
import { isLocal } from "#faces/loopback.ts";
import { goOn } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { MessagePage } from "#faces/web/shell/message.tsx";
import { type DoorContext, type DoorParts, ownForm, turnOf, visitOf } from "#faces/web/shell/visit.ts";
import { settingTable } from "#operation/settings.ts";
import { cutText } from "#platform/cut-text.ts";
import { createRateLimit, takeOrRefuse } from "#platform/limits.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { commandName } from "#runtime/compiled.ts";
import type { Entry } from "#signin/joining.ts";
import { noteFailure } from "#signin/parts.ts";
import { SignInOverError } from "#signin/sessions.ts";
import { DeskError } from "#src/errors.ts";
import { type BusinessGiven, EntryForm } from "./setup.tsx";

const address = z.email();

/** `GET /setup` and `/setup/<secret>`: what a link lets somebody do. */
export function entryRoutes(parts: DoorParts, hasPeople: () => Promise<boolean>) {
  const { door } = parts;
  const tries = createRateLimit(60, 300);
  return { bare, show, enter };

  /** Without a link there is nothing to do; before there are people, it is said on this machine alone. */
  async function bare(c: DoorContext): Promise<Response> {
    if (await hasPeople()) return c.redirect("/login", 303);
    if (!isLocal(c.req.raw, c.env.address))
      throw new DeskError("NOT_FOUND", "There is nothing at this address.");
    const message = {
      title: "Set up this desk",
      text: "Open the set-up link that the desk printed where it was started. It is good for a day, and once.",
      next: `For a new one, start the desk again, or run: ${commandName} user invite --role owner your@address`,
    };
    return await page(createElement(MessagePage, { business: parts.business(), message }));
  }

  async function show(c: DoorContext): Promise<Response> {
    const entry = await entryOf(c);
    return entry ? await form(c, entry, { email: "", name: "" }, asItIs(), undefined) : await over();
  }

  async function enter(c: DoorContext): Promise<Response> {
    const signedIn = await door.sessions.of(c.req.raw.headers);
    const entry = await entryOf(c);
    const fields = ownForm(c, signedIn, parts);
    if (!entry) return await over();
    const email = emailOf(entry) ?? (fields.get("email") ?? "").trim();
    const given = { email, name: cutText((fields.get("name") ?? "").trim(), 80) };
    const password = fields.get("password") ?? "";
    const about = entry.link.purpose === "setup" && fields.has("business") ? aboutIn(fields) : asItIs();
    const problem = problemWith(entry, given, password) ?? problemOfBusiness(about);
    if (problem) return await form(c, entry, given, about, problem);
    const { personId, unit } = await door.joining.enter(entry, { ...given, password }, visitOf(c));
    try {
      const cookie = await door.sessions.begin({ id: personId }, "link", visitOf(c), unit);
      return goOn((await keep(about, cookie, c)) ? "/" : "/settings/business?told=unkept", cookie);
    } catch (failure) {
      if (failure instanceof SignInOverError) return await over();
      throw failure;
    }
  }

  /** What the new owner has said of the business, kept as theirs; false where that has to be said again. */
  async function keep(about: BusinessGiven, cookie: string, c: DoorContext): Promise<boolean> {
    if (!about.isChosen) return true;
    const [pair = ""] = cookie.split(";");
    const signedIn = await door.sessions.of(new Headers({ cookie: pair }));
    if (!signedIn) throw new TypeError("somebody who has just come in is not known");
    try {
      await turnOf(c, signedIn, parts).run("setting.change", { settings: settingsOf(about) });
      return true;
    } catch (failure) {
      // They are the owner already: the page of the business says what is left to do.
      if (!(failure instanceof DeskError)) throw failure;
      return false;
    }
  }

  /** What holds now, and the browser's own may take the place of. */
  function asItIs(): BusinessGiven {
    const settings = parts.settings();
    const name = settings.get("business.name");
    return {
      name: name === settingTable["business.name"].initial ? "" : name,
      zone: settings.get("business.zone"),
      country: settings.get("business.region"),
      mobile: "",
      isChosen: false,
    };
  }

  async function entryOf(c: DoorContext): Promise<Entry | undefined> {
    takeOrRefuse(tries, c.var.address, "Too many tries from this address.");
    const entry = await door.joining.entryOf(c.req.param("secret") ?? "");
    if (!entry) noteFailure(parts.oauth.parts, "link", "NOT_FOUND", visitOf(c));
    return entry;
  }

  async function form(
    c: DoorContext,
    entry: Entry,
    given: { email: string; name: string },
    about: BusinessGiven,
    problem: string | undefined,
  ): Promise<Response> {
    const signedIn = await door.sessions.of(c.req.raw.headers);
    const { token, cookie } = door.forms.issue(c.req.raw.headers, signedIn);
    const { purpose } = entry.link;
    const email = emailOf(entry);
    const content = createElement(EntryForm, {
      business: parts.business(),
      token,
      purpose,
      email,
      given,
      about,
      role: entry.link.role ?? undefined,
      signedInAs: signedIn && signedIn.person.id !== entry.person?.id ? signedIn.person.name : undefined,
      problem,
    });
    // The address holds the link's secret.
    const headers = { "referrer-policy": "no-referrer", ...(cookie ? { "set-cookie": cookie } : {}) };
    return await page(content, problem ? 400 : 200, headers);
  }

  async function over(): Promise<Response> {
    const message = {
      title: "This link opens nothing",
      text: "It was used already, it is too old, or it was not copied whole. Nothing was done.",
      next: (await hasPeople())
        ? "Ask the owner for a new one."
        : "Nobody has set this desk up yet: open the link that it printed when it was started, or start it again for a new one.",
      link: { href: "/login", text: "Sign in" },
    };
    return await page(createElement(MessagePage, { business: parts.business(), message }), 410);
  }
}

function emailOf({ link, person }: Entry): string | undefined {
  return person?.email ?? link.email ?? undefined;
}

function problemWith(
  { person }: Entry,
  given: { email: string; name: string },
  password: string,
): string | undefined {
  if (!address.safeParse(given.email).success) return "That is not an email address. Nothing was kept.";
  if (!person && given.name === "") return "Say how you are called. Nothing was kept.";
  return weaknessOf(password, given.email);
}

function aboutIn(form: URLSearchParams): BusinessGiven {
  const text = (name: string) => (form.get(name) ?? "").trim();
  return {
    name: text("business"),
    zone: text("zone"),
    country: text("country"),
    mobile: text("mobile"),
    isChosen: true,
  };
}

function settingsOf({ name, zone, country, mobile }: BusinessGiven) {
  return {
    "business.name": name,
    "business.zone": zone,
    "business.region": country,
    ...(mobile === "" ? {} : { "business.owner_numbers": [mobile] }),
  };
}

/** The first field that cannot be kept, in words. */
function problemOfBusiness(about: BusinessGiven): string | undefined {
  if (!about.isChosen) return undefined;
  if (about.name === "") return "Say what the business is called. Nothing was kept.";
  if (about.mobile !== "" && !isPhoneNumber(about.mobile, about.country))
    return "That is no mobile number; leave it out, or write it with its country code. Nothing was kept.";
  const wrong = Object.entries(settingsOf(about)).find(
    ([key, value]) =>
      !settingTable[key as keyof ReturnType<typeof settingsOf>].schema.safeParse(value).success,
  );
  return wrong && `It takes ${settingTable[wrong[0] as "business.zone"].takes}. Nothing was kept.`;
}

function isPhoneNumber(text: string, country: string): boolean {
  return readPhoneNumber(text, country) !== undefined;
}
