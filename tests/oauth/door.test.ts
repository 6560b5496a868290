import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { expectLogWithout, refusedPage, toldApp } from "#tests/support/answers.ts";
import { becomeOwner, openBrowser, password, type TestBrowser } from "#tests/support/browser.ts";
import { type JsonResponse, openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { redirectUri, register, registeredApp, type TestApp } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const home = "/";
const base = "http://localhost:3000";
let t: TestDesk;
let ada: TestBrowser;
let app: TestApp;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  app = await registeredApp(t);
});
afterAll(() => t.close());

const all = async (answer: JsonResponse) => [...[...answer.headers].flat(), await answer.text()].join("\n");

describe("where somebody goes after signing in", () => {
  const location = async (next: string) => {
    const answer = await ada.get(`/login?next=${encodeURIComponent(next)}`);
    expect(answer.status).toBe(303);
    return answer.headers.get("location") ?? "";
  };

  test.each([
    "//zanzibar.example",
    "///zanzibar.example",
    "/\\zanzibar.example",
    "\\\\zanzibar.example",
    "/\\/zanzibar.example",
    "https://zanzibar.example",
    "https:zanzibar.example",
    "HTTPS://zanzibar.example",
    "http://localhost:3001/zanzibar",
    "http://localhost@zanzibar.example/",
    "javascript:alert(1)//zanzibar",
    "data:text/html,zanzibar",
    "zanzibar.example",
    "@zanzibar.example",
    ".zanzibar.example",
    " //zanzibar.example",
    "\t//zanzibar.example",
    "/\t/zanzibar.example",
    "/\n/zanzibar.example",
    "/\r\n/zanzibar.example",
    "\n//zanzibar.example",
    "\u0000//zanzibar.example",
    "/.//zanzibar.example",
    "/..//zanzibar.example",
    "/a/..//zanzibar.example",
    "/a/%2e%2e//zanzibar.example",
    "/%2e//zanzibar.example",
    "/.\\\\zanzibar.example",
    "/./\\zanzibar.example",
    "/.\t//zanzibar.example",
  ])("is never another site: %p", async (next) => {
    const to = new URL(await location(next), base);
    expect([to.origin, to.pathname.startsWith("//")]).toEqual([base, false]);
  });

  test.each([
    ["/settings/account", "/settings/account"],
    ["/authorize?a=b&c=%2F%2Fd", "/authorize?a=b&c=%2F%2Fd"],
    ["", home],
    ["/", home],
    ["settings", home],
  ])("is the page of ours that was wanted: %p", async (next, wanted) => {
    expect(await location(next)).toBe(wanted);
  });

  test("is as little another site when the form says it", async () => {
    const browser = openBrowser(t, "198.51.100.1");
    const path = `/login?next=${encodeURIComponent("/.//zanzibar.example")}`;
    const page = await (await browser.get(path)).text();
    expect(page).not.toContain(encodeURIComponent("//zanzibar.example"));
    const answer = await browser.submit(path, { email: "ada@example.com", password });
    const to = new URL(answer.headers.get("location") ?? "", base);
    expect([answer.status, to.origin, to.pathname.startsWith("//")]).toEqual([303, base, false]);
  });
});

describe("a line end", () => {
  const ends = ["\r\n", "\n", "%0d%0a", "%0D%0ASet-Cookie:%20", "\u2028", "\u0085"];
  const clean = (answer: JsonResponse) => {
    const lines = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
    expect(lines.filter((line) => /[\r\n\u0085\u2028]|^zanzibar/i.test(line))).toEqual([]);
    expect(answer.headers.get("set-cookie") ?? "").not.toContain("zanzibar");
  };

  test.each(ends)("in a state comes back as a part of it: %p", async (end) => {
    const state = `a${end}Set-Cookie: zanzibar=1`;
    const answer = await ada.get(app.authorizeUrl({ state, scope: "nothing" }));
    clean(answer);
    expect(await toldApp(answer)).toMatchObject({ error: "invalid_scope", state });
  });

  test.each(ends)("in a redirect address is refused: %p", async (end) => {
    const answer = await ada.get(app.authorizeUrl({ redirect_uri: `${redirectUri}${end}zanzibar: 1` }));
    clean(answer);
    expect((await refusedPage(answer)).status).toBe(400);
  });

  test.each(ends)("in what comes next goes into no header: %p", async (end) => {
    const answer = await ada.get(`/login?next=${encodeURIComponent(`/settings/account${end}zanzibar: 1`)}`);
    clean(answer);
    expect([answer.status, new URL(answer.headers.get("location") ?? "", base).origin]).toEqual([303, base]);
  });

  test.each(ends)("in an app's name goes into no header: %p", async (end) => {
    const made = await register(t, { client_name: `An app${end}zanzibar: 1` });
    clean(made);
    expect(made.status).toBe(201);
  });
});

describe("another host's name", () => {
  const send = (path: string, init: RequestInit & { address?: string } = {}) =>
    t.request(path, { ...init, headers: { ...(init.headers as object), host: "zanzibar.example" } });
  const form = {
    method: "POST",
    body: "a=b",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  };

  test.each([
    "/login",
    "/setup",
    "/setup/x",
    "/settings/apps",
    "/settings/people",
    "/settings/account",
    "/authorize?client_id=x",
  ])("is refused at %s", async (path) => {
    const answer = await send(path, { headers: { "x-forwarded-host": "zanzibar.example" } });
    expect(answer.status).toBe(403);
    expect(await all(answer)).not.toContain("zanzibar");
  });

  test.each([
    "/login",
    "/setup/x",
    "/logout",
    "/settings/apps",
    "/authorize",
    "/token",
    "/register",
    "/revoke",
    "/introspect",
    "/mcp",
  ])("is refused in a form to %s", async (path) => {
    const answer = await send(path, form);
    expect(answer.status).toBe(403);
    expect(await all(answer)).not.toContain("zanzibar");
  });

  test.each([
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource/mcp",
    "/",
    "/nothing",
    "/mcp/tools",
    "/openapi.json",
  ])("shows in nothing that anybody may read: %s", async (path) => {
    const said = await all(
      await send(path, {
        headers: { "x-forwarded-host": "zanzibar.example", forwarded: "host=zanzibar.example" },
      }),
    );
    expect(said).not.toContain("zanzibar");
  });

  test.each([
    "zanzibar.example:3000",
    "localhost.zanzibar.example",
    "localhost@zanzibar.example",
    "localhost:3000@zanzibar.example",
    "zanzibar.example\\@localhost",
    "zanzibar.example/localhost",
    "127.0.0.1.zanzibar.example",
    "",
  ])("is another's however it is written: %p", async (host) => {
    const answer = await t.request("/login", { headers: { host } });
    expect((await refusedPage(answer)).status).toBe(403);
  });

  test.each(["localhost", "localhost:3000", "LOCALHOST:3000", "127.0.0.1:3000", "[::1]:3000"])(
    "is not what this machine is called: %p",
    async (host) => {
      const answer = await t.request("/login", { headers: { host } });
      expect(answer.status).toBe(200);
    },
  );
});

test("has logged nothing of it", () => expectLogWithout(t, "zanzibar", password));

describe("X-Forwarded-For", () => {
  const desk = { TRUSTED_PROXIES: "10.0.0.0/8" };
  const ask = (of: TestDesk, address: string, forwarded?: string) =>
    of.request("/revoke", {
      method: "POST",
      body: "",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(forwarded ? { "x-forwarded-for": forwarded } : {}),
      },
      address,
    });
  const exhaust = async (of: TestDesk, address: string, forwarded: (n: number) => string) => {
    for (let n = 0; n < 120; n++) expect((await ask(of, address, forwarded(n))).status).toBe(401);
  };

  test("from anybody else changes nothing: another name each time is one address", async () => {
    await exhaust(t, "192.0.2.1", (n) => `198.51.100.${n}`);
    expect((await ask(t, "192.0.2.1", "203.0.113.200")).status).toBe(429);
    expect((await ask(t, "203.0.113.200")).status).toBe(401);
  });

  test("from a proxy of ours is whom it names last, and nobody before that", async () => {
    const proxied = await openTestDesk({ env: desk });
    await exhaust(proxied, "10.0.0.1", (n) => `198.51.100.${n}, 192.0.2.1`);
    expect((await ask(proxied, "10.0.0.1", "192.0.2.1")).status).toBe(429);
    expect((await ask(proxied, "10.9.9.9", "198.51.100.5, 192.0.2.1, 10.0.0.1")).status).toBe(429);
    expect((await ask(proxied, "192.0.2.1")).status).toBe(429);
    expect((await ask(proxied, "10.0.0.1", "192.0.2.2")).status).toBe(401);
    expect((await ask(proxied, "192.0.2.9", "192.0.2.1")).status).toBe(401);
    await proxied.close();
  });
});

test("nobody signs in over http that is not this machine's, and it is said why", async () => {
  const clear = await openTestDesk({ env: { BASE_URL: "http://desk.example.com" } });
  const link = new URL((await clear.app.setUpLink()) ?? "").pathname;
  const session = { cookie: `frontdesk=${"A".repeat(43)}` };
  const form = {
    method: "POST",
    body: "form=x",
    headers: { ...session, "content-type": "application/x-www-form-urlencoded" },
  };
  for (const path of [
    "/login",
    link,
    "/settings/apps",
    "/settings/account",
    "/settings/people",
    "/authorize",
    "/login/github/callback",
  ]) {
    for (const init of [{ headers: session }, form]) {
      if (init === form && path.endsWith("/callback")) continue;
      const answer = await clear.request(path, init);
      expect(answer.headers.getSetCookie()).toEqual([]);
      const { status, words } = await refusedPage(answer);
      expect([
        status,
        words.includes("http://desk.example.com, is http: whoever is on the way could read your sign-in"),
      ]).toEqual([403, true]);
    }
  }
  expect(await clear.app.setUpLink()).toBeDefined();
  expectLogWithout(clear, link.slice(-43));
  await clear.close();
});
