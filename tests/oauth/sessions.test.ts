import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { expectLogWithout, refusedPage } from "#tests/support/answers.ts";
import { becomeOwner, joinAs, openBrowser, password, type TestBrowser } from "#tests/support/browser.ts";
import { noon } from "#tests/support/clock.ts";
import { type JsonResponse, openTestDesk, type TestDesk } from "#tests/support/desk.ts";

setDefaultTimeout(30_000);

const own = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };
const known = "ada@example.com";
const day = 86_400_000;

let t: TestDesk;
let ada: TestBrowser;
let bea: TestBrowser;
let addresses = 0;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  bea = await joinAs(t, ada, "staff");
});
afterEach(() => t.clock.set(noon));
afterAll(() => t.close());

/** A browser at an address that nobody has tried from. */
const stranger = () => openBrowser(t, `198.51.100.${++addresses}`);
const signIn = (browser: TestBrowser, email = known, secret = password, path = "/login") =>
  browser.submit(path, { email, password: secret });
const post = (browser: TestBrowser, fields: Record<string, string>, headers: Record<string, string> = own) =>
  browser.post("/login", {
    body: new URLSearchParams({ email: known, password, ...fields }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  });
/** Whom the browser is signed in as; undefined for nobody. */
async function whoIs(browser: TestBrowser): Promise<string | undefined> {
  const answer = await browser.get("/settings/account");
  if (answer.status === 303) expect(answer.headers.get("location")).toBe("/login?next=%2Fsettings%2Faccount");
  return /[\w.]+@example\.com/.exec(await answer.text())?.[0];
}
const sessions = async () =>
  (await t.desk.database.slow.read("SELECT count(*) FROM sessions"))[0]?.[0] as number;
const setBy = (answer: JsonResponse) => answer.headers.getSetCookie();
const withCookie = (value: string) => {
  const browser = stranger();
  browser.cookies.set("frontdesk", value);
  return browser;
};

describe("a sign-in that another site sends", () => {
  test.each([
    [
      "without a visitor's cookie",
      async (browser: TestBrowser) => {
        const form = await browser.tokenOn("/login");
        browser.cookies.clear();
        return await post(browser, { form });
      },
    ],
    [
      "with another visitor's cookie",
      async (browser: TestBrowser) => {
        const form = await browser.tokenOn("/login");
        await browser.get("/login");
        browser.cookies.set("frontdesk-visitor", "A".repeat(43));
        return await post(browser, { form });
      },
    ],
    [
      "with another visitor's token",
      async (browser: TestBrowser) => {
        await browser.get("/login");
        return await post(browser, { form: await stranger().tokenOn("/login") });
      },
    ],
    [
      "with a signed-in person's token",
      async (browser: TestBrowser) => {
        await browser.get("/login");
        return await post(browser, { form: await ada.tokenOn("/settings/account") });
      },
    ],
    [
      "without a token",
      async (browser: TestBrowser) => {
        await browser.get("/login");
        return await post(browser, {});
      },
    ],
    [
      "with a token and cookie of its own making",
      async (browser: TestBrowser) => {
        browser.cookies.set("frontdesk-visitor", "zanzibarzanzibarzanzibar");
        return await post(browser, { form: "zanzibarzanzibarzanzibar" });
      },
    ],
    [
      "with everything right but where it comes from",
      async (browser: TestBrowser) =>
        await post(browser, { form: await browser.tokenOn("/login") }, { "sec-fetch-site": "cross-site" }),
    ],
    [
      "with everything right but its origin",
      async (browser: TestBrowser) =>
        await post(
          browser,
          { form: await browser.tokenOn("/login") },
          { origin: "https://zanzibar.example" },
        ),
    ],
  ])("%s is refused", async (_name, send) => {
    const before = await sessions();
    const answer = await send(stranger());
    expect(setBy(answer)).toEqual([]);
    expect((await refusedPage(answer)).status).toBe(403);
    expect(await sessions()).toBe(before);
  });

  test("and sent from our own page the same goes through", async () => {
    const browser = stranger();
    const answer = await post(browser, { form: await browser.tokenOn("/login") });
    expect([answer.status, await whoIs(browser)]).toEqual([303, known]);
  });
});

describe("a session", () => {
  test("has a secret that no other program reads or sends, for thirty days", async () => {
    const browser = stranger();
    const [cookie = ""] = setBy(await signIn(browser));
    expect(cookie.replace(/=[\w-]{43};/, "=…;")).toBe(
      "frontdesk=…; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax",
    );
    t.clock.advance(30 * day - 1);
    expect(await whoIs(browser)).toBe(known);
    t.clock.advance(1);
    expect(await whoIs(browser)).toBeUndefined();
  });

  test("does not take a secret that was there before the sign-in", async () => {
    const planted = "A".repeat(43);
    const browser = withCookie(planted);
    expect((await signIn(browser)).status).toBe(303);
    expect(browser.cookies.get("frontdesk")).not.toBe(planted);
    expect([await whoIs(browser), await whoIs(withCookie(planted))]).toEqual([known, undefined]);
  });

  test("gets a new secret at every sign-in and every proof, and the one before is worthless", async () => {
    const browser = stranger();
    const secrets = [];
    for (const path of ["/login", "/login?again=1"]) {
      expect((await signIn(browser, known, password, path)).status).toBe(303);
      secrets.push(browser.cookies.get("frontdesk") ?? "");
    }
    expect(new Set(secrets).size).toBe(2);
    const seen = await Promise.all(secrets.map((secret) => whoIs(withCookie(secret))));
    expect(seen).toEqual([undefined, known]);
  });

  test("that somebody else planted never becomes the victim's", async () => {
    const planted = bea.cookies.get("frontdesk") ?? "";
    const browser = withCookie(planted);
    expect((await signIn(browser, known, password, "/login?again=1")).status).toBe(303);
    expect([await whoIs(browser), await whoIs(withCookie(planted))]).toEqual([
      "staff@example.com",
      undefined,
    ]);
  });

  test("is nobody's where two cookies have its name", async () => {
    const secret = ada.cookies.get("frontdesk");
    const one = await t.request("/settings/account", { headers: { cookie: `frontdesk=${secret}` } });
    expect(one.status).toBe(200);
    const cookie = `frontdesk=${"A".repeat(43)}; frontdesk=${secret}`;
    expect((await t.request("/settings/account", { headers: { cookie } })).status).toBe(303);
  });

  test("ends here when somebody signs out, and on no other browser", async () => {
    const [here, there] = [stranger(), stranger()];
    await Promise.all([signIn(here), signIn(there)]);
    const secret = here.cookies.get("frontdesk") ?? "";
    const answer = await here.submit("/settings/account", {}, "/logout");
    expect([answer.status, answer.headers.get("location"), here.cookies.has("frontdesk")]).toEqual([
      303,
      "/login",
      false,
    ]);
    expect([await whoIs(withCookie(secret)), await whoIs(there)]).toEqual([undefined, known]);
  });
});

test("has logged nothing of it", () => expectLogWithout(t, "zanzibar", password, known, "staff@"));

// Last: a desk that is opened takes the log of the one before.
test("over https a session is for this host alone, and never in the clear", async () => {
  const desk = await openTestDesk({ env: { BASE_URL: "https://desk.example.com" } });
  const owner = await becomeOwner(desk);
  expect([...owner.cookies.keys()].sort()).toEqual(["__Host-frontdesk", "__Host-frontdesk-visitor"]);
  const [cookie = ""] = setBy(await openBrowser(desk).get("/login"));
  expect(cookie.replace(/=[\w-]{43};/, "=…;")).toBe(
    "__Host-frontdesk-visitor=…; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure",
  );
  const plain = openBrowser(desk);
  plain.cookies.set("frontdesk", owner.cookies.get("__Host-frontdesk") ?? "");
  expect((await plain.get("/settings/account")).status).toBe(303);
  expect((await owner.get("/settings/account")).status).toBe(200);
  await desk.close();
});
