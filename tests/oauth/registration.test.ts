import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { housekeeping } from "#desk/housekeeping.ts";
import { runOperation } from "#src/cli/command.ts";
import { expectLogWithout, refusalOf } from "#tests/support/answers.ts";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { appOf, connect, consent, redirectUri, register, registeredApp } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

let t: TestDesk;
let ada: TestBrowser;
let addresses = 0;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
});
afterAll(() => t.close());

/** Registers from an address that nobody has registered from. */
const ask = (metadata: Record<string, unknown> = {}) => register(t, metadata, `198.51.100.${++addresses}`);
const send = (body: string, type = "application/json", address = `192.0.2.${++addresses}`) =>
  t.request("/register", { method: "POST", headers: { "content-type": type }, body, address });
const clients = async () =>
  (await t.desk.database.slow.read("SELECT count(*) FROM oauth_clients"))[0]?.[0] as number;

test.each([
  ["http elsewhere", ["http://app.example.net/callback"]],
  ["http at a private number", ["http://192.168.1.10/callback"]],
  ["http at a host that begins like this machine", ["http://localhost.zanzibar.example/callback"]],
  ["http at a number that leads here", ["http://127.0.0.1.nip.io/callback"]],
  ["http at all numbers of this machine", ["http://0.0.0.0/callback"]],
  ["javascript", ["javascript:alert(1)"]],
  ["javascript in mixed case", ["JavaScript:alert(1)"]],
  ["javascript that looks like an address", ["javascript://app.example.net/%0aalert(1)"]],
  ["data", ["data:text/html,zanzibar"]],
  ["vbscript", ["vbscript:zanzibar"]],
  ["a file", ["file:///etc/passwd"]],
  ["a blob", ["blob:https://app.example.net/zanzibar"]],
  ["about", ["about:blank"]],
  ["view-source", ["view-source:https://app.example.net/"]],
  ["ftp", ["ftp://app.example.net/callback"]],
  ["a socket in the clear", ["ws://app.example.net/callback"]],
  ["a socket", ["wss://app.example.net/callback"]],
  ["a fragment", [`${redirectUri}#zanzibar`]],
  ["an empty fragment", [`${redirectUri}#`]],
  ["a user name", ["https://zanzibar@app.example.net/callback"]],
  ["a user name and a password", ["https://zanzibar:x@app.example.net/callback"]],
  ["an empty user name", ["https://@app.example.net/callback"]],
  ["a user name on this machine", ["http://zanzibar@localhost/callback"]],
  ["a wildcard host", ["https://*.example.net/callback"]],
  ["a wildcard path", ["https://app.example.net/*"]],
  ["a wildcard port", ["http://localhost:*/callback"]],
  ["a path alone", ["/callback"]],
  ["a host alone", ["app.example.net/callback"]],
  ["no scheme", ["//app.example.net/callback"]],
  ["no host", ["https:///callback"]],
  ["one slash", ["https:/app.example.net/callback"]],
  ["a port there is not", ["https://app.example.net:65536/callback"]],
  ["a backslash", ["https://app.example.net\\callback"]],
  ["a line end", [`${redirectUri}\r\nSet-Cookie: zanzibar=1`]],
  ["a tab", ["https://app.exam\tple.net/callback"]],
  ["a space", ["https://app.example.net/call back"]],
  ["markup", ['https://app.example.net/"><script>']],
  ["letters that look alike", ["https://аpp.example.net/callback"]],
  ["an empty text", [""]],
  ["a number", [1]],
  ["an address too long", [`https://app.example.net/${"z".repeat(2000)}`]],
  ["one good and one bad", [redirectUri, "http://app.example.net/callback"]],
  ["eleven", Array.from({ length: 11 }, (_, n) => `https://app.example.net/${n}`)],
  ["none", []],
  ["no list", redirectUri],
  ["nothing", undefined],
] as [string, unknown][])("refuses redirect addresses: %s", async (_name, redirect_uris) => {
  const before = await clients();
  const answer = await ask({ redirect_uris });
  expect(await answer.clone().text()).not.toContain("zanzibar");
  expect(await refusalOf(answer)).toEqual([400, "invalid_redirect_uri"]);
  expect(await clients()).toBe(before);
});

test.each([
  ["a name that is too long", { client_name: "z".repeat(121) }],
  ["a name that is no text", { client_name: { zanzibar: 1 } }],
  ["client credentials alone", { grant_types: ["client_credentials"] }],
  ["client credentials and refreshing", { grant_types: ["client_credentials", "refresh_token"] }],
  ["the implicit grant", { grant_types: ["implicit"], response_types: ["token"] }],
  ["response type token", { response_types: ["token"] }],
  ["no grant", { grant_types: [] }],
  ["grants that are no list", { grant_types: "authorization_code" }],
  ["a way to prove itself that there is not", { token_endpoint_auth_method: "private_key_jwt" }],
  ["a scope that is too long", { scope: "z".repeat(2001) }],
])("refuses %s", async (_name, metadata) => {
  const before = await clients();
  const answer = await ask(metadata);
  expect(await answer.clone().text()).not.toContain("zanzibar");
  expect(await refusalOf(answer)).toEqual([400, "invalid_client_metadata"]);
  expect(await clients()).toBe(before);
});

test.each([
  ["no JSON", "zanzibar", "application/json"],
  ["JSON that is cut off", '{"redirect_uris":["https://app.example', "application/json"],
  ["nothing", "", "application/json"],
  ["a list", "[]", "application/json"],
  ["null", "null", "application/json"],
  ["a text", '"zanzibar"', "application/json"],
  ["a form", `redirect_uris=${redirectUri}`, "application/x-www-form-urlencoded"],
  ["JSON that says it is a text", JSON.stringify({ redirect_uris: [redirectUri] }), "text/plain"],
])("refuses %s in a registration's place", async (_name, body, type) => {
  const answer = await send(body, type);
  expect(await answer.clone().text()).not.toContain("zanzibar");
  expect(await refusalOf(answer)).toEqual([400, "invalid_client_metadata"]);
});

describe("a client that registers itself", () => {
  test("is what the desk makes of it: neither its id nor its secret nor its rights are its own to choose", async () => {
    const answer = await ask({
      token_endpoint_auth_method: "client_secret_basic",
      grant_types: ["authorization_code", "client_credentials", "password"],
      client_id: "zanzibar",
      client_secret: "zanzibar",
      source: "entered",
      scopes: "phone:write",
      scope: "phone:write",
    });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const made = await answer.json();
    expect(made).toEqual({
      client_id: expect.stringMatching(/^cli_[0-9a-z]{26}$/),
      client_id_issued_at: t.clock.now() / 1000,
      client_secret: expect.stringMatching(/^fds_[\w-]{43}$/),
      client_secret_expires_at: 0,
      client_name: "An app",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "client_secret_basic",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      scope: "phone:write",
    });
    const app = appOf(t, { clientId: made.client_id, secret: made.client_secret });
    const own = await app.token({ grant_type: "client_credentials", scope: "phone:write" });
    expect(await refusalOf(own)).toEqual([400, "unauthorized_client"]);
  });

  test("has no secret where it wants none, and one where it says nothing", async () => {
    expect((await (await ask()).json()).client_secret).toBeUndefined();
    const silent = await send(JSON.stringify({ redirect_uris: [redirectUri] }));
    const made = await silent.json();
    expect([silent.status, made.token_endpoint_auth_method]).toEqual([201, "client_secret_basic"]);
    const app = appOf(t, { clientId: made.client_id });
    expect(await refusalOf(await app.exchange("fdc_x"))).toEqual([401, "invalid_client"]);
  });

  test.each(["wrong", "", "part"])("does not get tokens with the secret %p", async (kind) => {
    const app = await registeredApp(t, { token_endpoint_auth_method: "client_secret_post" });
    const code = (await consent(ada, app.authorizeUrl())).get("code") ?? "";
    const secret = kind === "part" ? app.secret!.slice(0, -1) : kind;
    const answer = await app.exchange(code, { client_secret: secret });
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="frontdesk"');
    expect(await refusalOf(answer)).toEqual([401, "invalid_client"]);
    expect((await app.exchange(code)).status).toBe(200);
  });

  test("is shown by a name that is only text, and only one line", async () => {
    const name = "</title><script>alert(1)</script>\r\nSet-Cookie: zanzibar=1\u202e";
    const app = await registeredApp(t, { client_name: name });
    const answer = await ada.get(app.authorizeUrl());
    const page = await answer.text();
    expect([answer.status, page.includes("<script>alert"), /\r|\u202e/.test(page)]).toEqual([
      200,
      false,
      false,
    ]);
    expect(page).toContain(
      "&lt;script&gt;alert(1)&lt;/script&gt;[U+000D][U+000A]Set-Cookie: zanzibar=1[U+202E]",
    );
    expect([...answer.headers].join()).not.toContain("zanzibar");
  });
});

describe("an answer says which scopes were taken, and each of them can be asked for", () => {
  const all =
    "phone:read phone:write helpdesk:read helpdesk:write office:read office:write assistant:read assistant:write offline_access";

  test.each([
    ["one of ours", "phone:read", "phone:read"],
    ["several of ours", "phone:write phone:read", "phone:write phone:read"],
    ["ours among others", "openid phone:read profile email", "phone:read"],
    ["ours twice", "phone:read phone:read", "phone:read"],
    ["ours with commas", "phone:read,phone:write", "phone:read phone:write"],
    ["with a wish to stay", "phone:read offline_access", "phone:read offline_access"],
    ["none of ours", "mcp:tools openid", all],
    ["nothing", "", all],
    ["no scopes at all", undefined, all],
  ])("%s", async (_name, scope, taken) => {
    const answer = await ask({ ...(scope === undefined ? {} : { scope }), redirect_uris: [redirectUri] });
    const { status, body } = { status: answer.status, body: (await answer.json()) as Record<string, string> };
    expect([status, body["scope"]?.split(" ").sort()]).toEqual([201, taken.split(" ").sort()]);
    const query = new URLSearchParams({
      response_type: "code",
      client_id: body["client_id"] ?? "",
      redirect_uri: redirectUri,
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
      scope: body["scope"] ?? "",
    });
    const page = await ada.get(`/authorize?${query}`);
    expect([page.status, page.headers.get("location")]).toEqual([200, null]);
  });
});

test("an address that registers one client after another is slowed down, and no other is", async () => {
  const address = "192.0.2.250";
  const statuses: number[] = [];
  for (let n = 0; n < 30; n++)
    statuses.push((await send(n % 2 ? "zanzibar" : "{}", "application/json", address)).status);
  expect(new Set(statuses)).toEqual(new Set([400]));
  const before = await clients();
  const answer = await register(t, {}, address);
  expect(Number(answer.headers.get("retry-after"))).toBeWithin(1, 61);
  expect(await refusalOf(answer)).toEqual([429, "slow_down"]);
  expect(await clients()).toBe(before);
  expect((await ask()).status).toBe(201);
});

test("clients that nobody has let in go after thirty days, and those in use never", async () => {
  const [unused, used, allowed] = [await registeredApp(t), await registeredApp(t), await registeredApp(t)];
  await connect(ada, used);
  await consent(ada, allowed.authorizeUrl());
  const input = { name: "By hand", redirectUris: [redirectUri], isPublic: true };
  const { id } = await runOperation<{ id: string }>(t.desk, "client.add", input);
  const entered = appOf(t, { clientId: id });
  const keep = () => housekeeping(t.desk.database, t.desk.settings(), t.clock.now());
  const known = async (...apps: (typeof used)[]) =>
    await Promise.all(apps.map(async (app) => (await refusalOf(await app.exchange("fdc_x")))[1]));
  const all = [unused, used, allowed, entered];
  const day = 86_400_000;

  t.clock.advance(30 * day);
  await keep();
  expect(await known(...all)).toEqual(all.map(() => "invalid_grant"));
  t.clock.advance(day);
  await keep();
  expect(await known(...all)).toEqual(["invalid_client", "invalid_grant", "invalid_grant", "invalid_grant"]);
  t.clock.advance(1000 * day);
  await keep();
  expect(await known(used, allowed, entered)).toEqual(["invalid_grant", "invalid_grant", "invalid_grant"]);
});

test("has logged nothing of it", () => expectLogWithout(t, "zanzibar"));
