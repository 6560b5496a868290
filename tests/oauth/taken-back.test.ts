import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { runDeskCommand } from "#src/cli/run.ts";
import { becomeOwner, joinAs, openBrowser, password, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { appOf, connect, consent, post, registeredApp, statusWith } from "#tests/support/oauth.ts";

let t: TestDesk;
let ada: TestBrowser;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
});
afterAll(() => t.close());

const cli = async (...words: string[]) => (await runDeskCommand(t.desk, words)).out ?? "";
const mint = (token: string, wanted: Record<string, unknown> = {}) =>
  t.request("/api/v1/tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "child", scopes: ["phone:read"], expiresIn: "9d", ...wanted }),
  });
const again = () => ada.submit("/login?again=1", { password });

describe("a token that was minted", () => {
  test("does not outlive a revocation that happens while it is minted", async () => {
    const parent = await t.token("phone:read");
    const [, id] = /(tok_\w+)/.exec(await cli("token", "list", "--json")) ?? [];
    const minting = Array.from({ length: 5 }, () => mint(parent));
    await runOperation(t.desk, "token.revoke", { token: id });
    const answers = await Promise.all(minting);
    const children = await Promise.all(answers.map((answer) => answer.json()));
    for (const { token = parent } of children) expect(await statusWith(t, token)).toBe(401);
  });

  test("mints none itself, counts for its parent's limits, and there are twenty at most", async () => {
    const parent = await t.token("phone:read", "phone:write");
    const { token: child } = await (await mint(parent)).json();
    expect([(await mint(child)).status, await statusWith(t, child)]).toEqual([403, 200]);
    await t.set("limits.reads_per_minute", 3);
    const statuses = [];
    for (const token of [parent, child, parent, child]) statuses.push(await statusWith(t, token));
    expect(statuses.slice(-1)).toEqual([429]);
    await t.set("limits.reads_per_minute", 600);
    for (let n = 1; n < 20; n++) expect((await mint(parent)).status).toBe(201);
    expect((await mint(parent)).status).toBe(409);
  });
});

describe("what a person takes back", () => {
  test("a scope that is not ticked a second time is gone from the tokens of before", async () => {
    const app = await registeredApp(t);
    const before = await connect(ada, app);
    await consent(ada, app.authorizeUrl({ state: "2", scope: "phone:read phone:write office:read" }), [
      "phone:read",
    ]);
    const sent = await t.tool("send_sms", { to: ["+15550100200"], content: "Hi" }, before.access_token);
    expect([sent.status, await statusWith(t, before.access_token)]).toEqual([403, 200]);
    const fresh = await (await app.refresh(before.refresh_token)).json();
    expect(fresh.scope).toBe("phone:read");
  });

  test("a client that acts by itself stays disconnected", async () => {
    const made = JSON.parse(await cli("client", "add", "voice", "--scopes", "phone:read", "--json"));
    const headers = { authorization: `Basic ${btoa(`${made.client_id}:${made.client_secret}`)}` };
    const ask = () => post(t, "/token", "grant_type=client_credentials", headers);
    const { access_token: token } = await (await ask()).json();
    const { apps } = await runOperation<{ apps: { id: string; clientId: string }[] }>(t.desk, "app.list", {});
    await runOperation(t.desk, "app.revoke", {
      app: apps.find(({ clientId }) => clientId === made.client_id)?.id,
    });
    const after = await ask();
    expect([await statusWith(t, token), after.status, (await after.json()).error]).toEqual([
      401,
      400,
      "unauthorized_client",
    ]);
  });

  test("an invitation lets nobody in, nor does one of an owner who is switched off", async () => {
    await again();
    const first = await cli("user", "invite", "first@example.com");
    await ada.submit("/settings/people", { action: "uninvite", email: "first@example.com" });
    expect((await openBrowser(t).get(first)).status).toBe(410);
    const bo = await joinAs(t, ada, "owner", "bo@example.com");
    const page = await (
      await bo.submit("/settings/people", { action: "invite", email: "eve@example.com", role: "owner" })
    ).text();
    const link = /(http[^<\s]+\/setup\/[\w-]+)/.exec(page)?.[1] ?? "";
    expect((await openBrowser(t).get(link)).status).toBe(200);
    const reset = await cli("user", "reset", "bo@example.com");
    await cli("user", "off", "bo@example.com");
    await cli("user", "on", "bo@example.com");
    expect([(await openBrowser(t).get(link)).status, (await openBrowser(t).get(reset)).status]).toEqual([
      410, 410,
    ]);
  });

  test("a role and being switched off, changed at once, both hold", async () => {
    await cli("user", "create", "cy@example.com", "--name", "Cy");
    await Promise.all([
      cli("user", "off", "cy@example.com"),
      cli("user", "role", "cy@example.com", "viewer"),
    ]);
    expect(await cli("user", "list")).toMatch(/cy@example.com +Cy +viewer +switched off/);
  });

  test("an old password, once another is chosen while the sign-in is under way", async () => {
    const link = await cli("user", "reset", "bo@example.com");
    const [thief, bo] = [openBrowser(t, "203.0.113.90"), openBrowser(t, "203.0.113.91")];
    const signingIn = thief.submit("/login", { email: "bo@example.com", password });
    await bo.submit(link, { email: "bo@example.com", password: "eight grey stones" });
    await signingIn;
    expect((await thief.get("/settings/account")).headers.get("location")).toContain("/login");
    expect((await bo.get("/settings/account")).status).toBe(200);
  });
});

test("what an app listens to ends when it is disconnected", async () => {
  const app = await registeredApp(t);
  const { access_token: token } = await connect(ada, app);
  const stream = await t.request("/sse", {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
  });
  expect(stream.status).toBe(200);
  const { apps } = await runOperation<{ apps: { id: string; clientId: string }[] }>(t.desk, "app.list", {});
  const ended = stream.text().then(
    () => "ended",
    () => "ended",
  );
  await runOperation(t.desk, "app.revoke", {
    app: apps.find(({ clientId }) => clientId === app.clientId)?.id,
  });
  expect(await Promise.race([ended, Bun.sleep(3000).then(() => "goes on")])).toBe("ended");
});

describe("consent is not remembered", () => {
  test("for another address of ChatGPT's than the one that is registered", async () => {
    const prefix = "https://chatgpt.com/connector/oauth/";
    const id = JSON.parse(
      await cli("client", "add", "ChatGPT", "--redirect", prefix, "--public", "--json"),
    ).client_id;
    const adas = appOf(t, { clientId: id, redirectUri: `${prefix}ADAS` });
    await consent(ada, adas.authorizeUrl());
    const eves = await ada.get(appOf(t, { clientId: id, redirectUri: `${prefix}EVES` }).authorizeUrl());
    expect([eves.status, eves.headers.get("location")]).toEqual([200, null]);
  });

  test.each(["https://localhost:4443/cb", "http://127.0.0.1/cb", "com.example.app:/cb"])(
    "for %s",
    async (uri) => {
      const app = await registeredApp(t, { redirect_uris: [uri] });
      await consent(ada, app.authorizeUrl());
      const page = await ada.get(app.authorizeUrl());
      expect([page.status, (await page.text()).includes("your own device")]).toEqual([200, true]);
    },
  );

  test("by a HEAD, which gives no code", async () => {
    const app = await registeredApp(t);
    await consent(ada, app.authorizeUrl());
    expect((await ada.get(app.authorizeUrl())).status).toBe(303);
    const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const head = await t.request(app.authorizeUrl(), { method: "HEAD", headers: { cookie } });
    expect([head.status, head.headers.get("location")]).toEqual([200, null]);
  });
});

test("an app's own scheme is shown as what it is, and a system's is nobody's", async () => {
  const app = await registeredApp(t, { redirect_uris: ["com.evil.app://claude.ai/cb"] });
  expect(await (await ada.get(app.authorizeUrl())).text()).toContain(
    "<strong>com.evil.app://claude.ai</strong>",
  );
  for (const uri of ["ftp://a.example/", "ms-appinstaller:?source=x", "mailto:a@example.com", "intent://x"])
    expect(await (await registeredApp(t, { redirect_uris: [uri] })).clientId).toBeUndefined();
});

test.each([
  "/.//evil.example/x",
  "/..//evil.example",
  "/%2e//evil.example",
  "//evil.example",
  "/\\evil.example",
])("next=%s leads nowhere else", async (next) => {
  const answer = await ada.get(`/login?next=${encodeURIComponent(next)}`);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
});

test("a refresh asks for no more than was allowed, not even to stay connected, and for something", async () => {
  const app = await registeredApp(t);
  const { refresh_token: refresh } = await connect(ada, app);
  for (const scope of ["offline_access", "phone:read offline_access"]) {
    const answer = await app.refresh(refresh, { scope });
    expect([answer.status, (await answer.json()).error]).toEqual([400, "invalid_scope"]);
  }
});

test("strangers leave one line a second in the audit, however often they are refused", async () => {
  for (let n = 0; n < 400; n++) await post(t, "/token", "grant_type=x&client_id=nobody");
  await t.desk.audit.flush();
  const [[lines] = []] = await t.desk.database.slow.read(
    "SELECT count(*) FROM audit WHERE outcome IN ('invalid_client', 'slow_down')",
  );
  expect(Number(lines)).toBeLessThanOrEqual(2);
});

test("strangers' wrong passwords keep nobody out elsewhere, and never one who is signed in", async () => {
  const eve = openBrowser(t, "198.51.100.66");
  for (let n = 0; n < 11; n++)
    await eve.submit("/login", { email: "ada@example.com", password: `wrong ${n}` });
  const refused = await eve.submit("/login", { email: "ada@example.com", password });
  expect([refused.status, refused.headers.has("retry-after")]).toEqual([429, true]);
  expect(
    (await openBrowser(t, "198.51.100.67").submit("/login", { email: "ada@example.com", password })).status,
  ).toBe(303);
  expect((await again()).status).toBe(303);
}, 20_000);

test("a path that is no resource of ours does not get into a header", async () => {
  for (const path of ["/mcp/%0d%0aX-Evil:1", "/mcp/%E2%82%AC", "/mcp/%22x"]) {
    const answer = await t.request(path, { method: "POST", body: "{}" });
    expect([answer.status, answer.headers.get("x-evil")]).toEqual([401, null]);
    expect(answer.headers.get("www-authenticate")).toEndWith(
      'resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource"',
    );
  }
});

test.each([
  "feed:javascript:alert(1)",
  "x-javascript:alert(1)",
  "livescript:x",
  "mhtml:http://a.example/",
  "sftp://a.example/x",
])("an app is not answered at %s", async (uri) => {
  expect((await registeredApp(t, { redirect_uris: [uri] })).clientId).toBeUndefined();
});
