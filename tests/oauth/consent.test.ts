import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { codeFor, expectLogWithout, refusedPage, toldApp } from "#tests/support/answers.ts";
import { becomeOwner, joinAs, openBrowser, password, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { consent, redirectUri, registeredApp, type TestApp } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const own = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };
const form = "application/x-www-form-urlencoded";

let t: TestDesk;
let ada: TestBrowser;
let vi: TestBrowser;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  vi = await joinAs(t, ada, "viewer");
});
afterAll(() => t.close());

const codes = async () =>
  (await t.desk.database.slow.read("SELECT count(*) FROM oauth_codes"))[0]?.[0] as number;
const tokensOf = async (app: TestApp, params: URLSearchParams) =>
  await (await app.exchange(params.get("code") ?? "")).json();

describe("a consent that is forged", () => {
  let app: TestApp;
  let right: string;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    app = await registeredApp(t);
    right = await ada.tokenOn(app.authorizeUrl());
    const other = openBrowser(t, "203.0.113.61");
    await other.submit("/login", { email: "ada@example.com", password });
    tokens["another person's token"] = await vi.tokenOn(app.authorizeUrl());
    tokens["a token of the same person's other browser"] = await other.tokenOn(app.authorizeUrl());
    tokens["a visitor's token"] = await openBrowser(t).tokenOn("/login");
    tokens["a token with a letter changed"] = `${right.slice(0, -2)}${right.endsWith("AA") ? "BB" : "AA"}`;
    tokens["a token cut short"] = right.slice(0, -1);
    tokens["an empty token"] = "";
  });

  const send = (token: string | undefined, headers: Record<string, string>, decision = "allow") => {
    const body = new URLSearchParams({
      decision,
      scope: "phone:read",
      ...(token === undefined ? {} : { form: token }),
    });
    return ada.post(app.authorizeUrl(), {
      body: body.toString(),
      headers: { "content-type": form, ...headers },
    });
  };

  test.each([
    "another person's token",
    "a token of the same person's other browser",
    "a visitor's token",
    "a token with a letter changed",
    "a token cut short",
    "an empty token",
    "no token",
  ])("with %s is refused, be it yes or no", async (kind) => {
    const before = await codes();
    for (const decision of ["allow", "deny"]) {
      const { status, words } = await refusedPage(await send(tokens[kind], own, decision));
      expect([status, words.includes("not shown to this browser")]).toEqual([403, true]);
    }
    expect(await codes()).toBe(before);
  });

  test.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["another site that says it is ours", { ...own, "sec-fetch-site": "cross-site" }],
    ["a sister of ours", { ...own, "sec-fetch-site": "same-site" }],
    ["another origin", { origin: "https://zanzibar.example" }],
    ["another port", { origin: "http://localhost:3001" }],
    ["our origin over https", { origin: "https://localhost:3000" }],
    ["no origin, said as null", { origin: "null" }],
  ] as [string, Record<string, string>][])(
    "by %s is refused, with the right token",
    async (_name, headers) => {
      const before = await codes();
      const { status, words } = await refusedPage(await send(right, headers));
      expect([status, words.includes("sent by another site"), await codes()]).toEqual([403, true, before]);
    },
  );

  test("goes through with its right token from our own page alone: that is what the others lack", async () => {
    expect(await toldApp(await send(right, own))).toMatchObject({ code: expect.stringMatching(/^fdc_/) });
  });

  test("by somebody who is not signed in is sent to sign in", async () => {
    const before = await codes();
    const answer = await openBrowser(t).post(app.authorizeUrl(), {
      body: new URLSearchParams({ decision: "allow", scope: "phone:read", form: right }).toString(),
      headers: { "content-type": form, ...own },
    });
    expect([answer.status, answer.headers.get("location")?.split("?")[0]]).toEqual([303, "/login"]);
    expect(await codes()).toBe(before);
  });
});

test.each([
  ["/settings/apps", { action: "create", name: "zanzibar", scope: "phone:read", days: "9" }],
  ["/settings/people", { action: "invite", email: "zanzibar@example.com", role: "owner" }],
  ["/settings/account", { action: "password", password: "zanzibar zanzibar two" }],
  ["/logout", {}],
] as [string, Record<string, string>][])(
  "a form to %s is refused without its token, and from elsewhere",
  async (path, fields) => {
    const dump = async () =>
      (
        await t.desk.database.slow.read(
          "SELECT (SELECT count(*) FROM tokens), (SELECT count(*) FROM entry_links), (SELECT password_hash FROM people LIMIT 1), (SELECT count(*) FROM sessions)",
        )
      )[0];
    const before = await dump();
    const token = await ada.tokenOn("/settings/account");
    for (const [more, headers] of [
      [{}, own],
      [{ form: await vi.tokenOn("/settings/account") }, own],
      [{ form: token }, { ...own, "sec-fetch-site": "cross-site" }],
      [{ form: token }, { origin: "https://zanzibar.example" }],
    ] as const) {
      const body = new URLSearchParams({ ...fields, ...more }).toString();
      const answer = await ada.post(path, { body, headers: { "content-type": form, ...headers } });
      expect((await refusedPage(answer)).status).toBe(403);
    }
    expect(await dump()).toEqual(before);
  },
);

describe("what is granted", () => {
  test("is what was ticked and no more", async () => {
    const app = await registeredApp(t);
    const url = app.authorizeUrl({ scope: "phone:read phone:write office:read" });
    const tokens = await tokensOf(app, await consent(ada, url, ["office:read", "phone:read"]));
    expect(tokens.scope).toBe("phone:read office:read");
    expect(
      (await t.tool("send_sms", { to: ["+15550100004"], content: "Hi" }, tokens.access_token)).status,
    ).toBe(403);
  });

  test("is never what was not asked for, whatever the form says", async () => {
    const app = await registeredApp(t);
    const url = app.authorizeUrl({ scope: "phone:read" });
    const given = await consent(ada, url, ["phone:read", "phone:write", "office:write", "zanzibar", "*"]);
    expect((await tokensOf(app, given)).scope).toBe("phone:read");
  });

  test("is never what the person's role may not, whatever the form says", async () => {
    const app = await registeredApp(t);
    const page = await (await vi.get(app.authorizeUrl())).text();
    expect([page.includes('value="phone:read"'), page.includes('value="phone:write"')]).toEqual([
      true,
      false,
    ]);
    const before = await codes();
    const alone = await vi.submit(app.authorizeUrl(), { decision: "allow", scope: "phone:write" });
    expect([(await refusedPage(alone)).status, await codes()]).toEqual([400, before]);
    const tokens = await tokensOf(app, await consent(vi, app.authorizeUrl()));
    expect(tokens.scope).toBe("phone:read");
    expect(
      (await t.tool("send_sms", { to: ["+15550100004"], content: "Hi" }, tokens.access_token)).status,
    ).toBe(403);
  });

  test("is nothing where nothing is ticked, or nothing but strange words", async () => {
    const app = await registeredApp(t);
    const before = await codes();
    for (const scope of [[], ["zanzibar"], ["office:write"], ["offline_access"]]) {
      const { status, words } = await refusedPage(
        await ada.submit(app.authorizeUrl(), { decision: "allow", scope }),
      );
      expect([status, words.includes("zanzibar")]).toEqual([400, false]);
    }
    expect(await codes()).toBe(before);
  });

  test("is nothing where the decision is not yes", async () => {
    const app = await registeredApp(t);
    for (const decision of ["", "ALLOW", "yes", ["deny", "allow"]]) {
      const answer = await ada.submit(app.authorizeUrl(), { decision, scope: "phone:read" });
      expect(await toldApp(answer)).toMatchObject({ error: "access_denied" });
    }
  });
});

describe("nobody is asked again", () => {
  const onDevice = ["http://localhost:9/cb", "https://localhost:9/cb", "com.example.app:/cb"];
  const connector = "https://chatgpt.com/connector/oauth/";
  let app: TestApp;
  beforeEach(async () => {
    app = await registeredApp(t, { redirect_uris: [redirectUri, connector, ...onDevice] });
    await consent(ada, app.authorizeUrl());
  });
  const askedAt = async (url: string, browser = ada) => {
    const answer = await browser.get(url);
    if (answer.status === 303) return (await toldApp(answer))["code"] === undefined;
    expect([answer.status, (await answer.text()).includes("in?")]).toEqual([200, true]);
    return true;
  };

  test("by the same app for the same scopes, or fewer, on the web", async () => {
    expect(await askedAt(app.authorizeUrl())).toBe(false);
    const code = await codeFor(ada, app, { scope: "phone:read" });
    expect((await (await app.exchange(code)).json()).scope).toBe("phone:read");
  });

  test("but is by another app, for more, for somebody else, and after it was disconnected", async () => {
    expect(await askedAt((await registeredApp(t)).authorizeUrl())).toBe(true);
    expect(await askedAt(app.authorizeUrl({ scope: "phone:read office:read" }))).toBe(true);
    expect(await askedAt(app.authorizeUrl({ scope: undefined }))).toBe(true);
    expect(await askedAt(app.authorizeUrl(), vi)).toBe(true);
    const { apps } = await runOperation<{ apps: { id: string; clientId: string }[] }>(t.desk, "app.list", {});
    await runOperation(t.desk, "app.revoke", {
      app: apps.find((each) => each.clientId === app.clientId)?.id,
    });
    expect(await askedAt(app.authorizeUrl())).toBe(true);
  });

  test("but is for what was left unticked", async () => {
    await consent(ada, app.authorizeUrl({ scope: "phone:read phone:write office:read" }), ["phone:read"]);
    expect(await askedAt(app.authorizeUrl())).toBe(true);
    expect(await askedAt(app.authorizeUrl({ scope: "phone:read" }))).toBe(false);
  });

  test.each([...onDevice, "http://localhost:10/cb", `${connector}somebody`])(
    "but is where the answer may go to another program, or to somebody else's connection: %s",
    async (redirect_uri) => {
      const url = app.authorizeUrl({ redirect_uri });
      expect(await askedAt(url)).toBe(true);
      await consent(ada, url);
      expect(await askedAt(url)).toBe(true);
    },
  );
});

describe("the page that asks", () => {
  test.each([
    [redirectUri, ["https:"]],
    ["http://127.0.0.1:3118/callback", ["https:", "http:"]],
    ["com.example.app:/callback", ["https:", "com.example.app:"]],
  ])("is in nobody's frame, and its form goes to itself and on to the app: %s", async (address, targets) => {
    const app = await registeredApp(t, { redirect_uris: [address] });
    const { headers } = await ada.get(app.authorizeUrl());
    const policy = headers.get("content-security-policy")?.split("; ") ?? [];
    const [action, ...rest] = policy.sort((each) => (each.startsWith("form-action") ? -1 : 1));
    expect(new Set(action?.split(" "))).toEqual(new Set(["form-action", "'self'", ...targets]));
    expect(rest.sort()).toEqual(["base-uri 'none'", "default-src 'self'", "frame-ancestors 'none'"]);
    expect([headers.get("x-frame-options"), headers.get("cache-control")]).toEqual(["DENY", "no-store"]);
  });

  test.each(["/login", "/settings/apps", "/settings/account", "/authorize"])(
    "no page of another origin may read %s",
    async (path) => {
      const app = await registeredApp(t);
      const url = path === "/authorize" ? app.authorizeUrl() : path;
      for (const origin of ["https://zanzibar.example", "http://localhost:9999", "null"]) {
        const cookie = [...ada.cookies].map((pair) => pair.join("=")).join("; ");
        const answer = await t.request(url, { headers: { origin, cookie } });
        const allowed = [...answer.headers.keys()].filter((name) => name.startsWith("access-control-"));
        const before = await t.request(url, {
          method: "OPTIONS",
          headers: { origin, "access-control-request-method": "POST" },
        });
        expect([allowed, before.status]).toEqual([[], 403]);
        expect([...before.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
      }
    },
  );

  test("knows nobody by a bearer token, and no tool knows anybody by a cookie", async () => {
    const authorization = `Bearer ${await t.token("phone:read")}`;
    const page = await t.request("/settings/apps", { headers: { authorization } });
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login?next=%2Fsettings%2Fapps"]);
    const tool = await ada.post("/api/v1/tools/list_lines", {
      body: "{}",
      headers: { "content-type": "application/json", ...own },
    });
    expect([tool.status, (await tool.json()).code]).toEqual([401, "AUTH_REQUIRED"]);
  });
});

test("has logged nothing of it", () => expectLogWithout(t, "zanzibar"));
