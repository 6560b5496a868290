import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runOperation } from "#src/cli/command.ts";
import { type FakeQuo, startFakeQuo } from "#tests/fakes/quo.ts";
import { expectNothingInside } from "#tests/support/answers.ts";
import { openBrowser, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { appOf, consent, registeredApp, type Tokens } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const quoKey = "zanzibar-quo-key-0123456789";
const passwords = {
  first: "zanzibar tangerine one",
  second: "zanzibar tangerine two",
  wrong: "zanzibar wrong three",
};

let quo: FakeQuo;
let t: TestDesk;
/** Everything that nobody may read anywhere, by what it is. */
const secrets = new Map<string, string>(
  Object.entries(passwords).map(([name, text]) => [`${name} password`, text]),
);
const keep = (name: string, secret: string | null | undefined) => {
  expect(secret?.length).toBeGreaterThanOrEqual(20);
  secrets.set(name, secret ?? "");
  return secret ?? "";
};

beforeAll(async () => {
  quo = startFakeQuo();
  quo.key = keep("Quo key", quoKey);
  t = await openTestDesk({ env: { QUO_BASE_URL: quo.url } });
  await journey();
  await t.settle();
  await Promise.all([t.desk.audit.flush(), t.desk.bearer.flush()]);
});
afterAll(async () => {
  await t.close();
  await quo.stop();
});

const keepCookies = (name: string, { cookies }: TestBrowser) => {
  for (const [cookie, value] of cookies) keep(`${name}, cookie ${cookie}`, value);
};
const list = (token: string, headers: Record<string, string> = {}) =>
  t.tool("list_lines", {}, token, headers);

/** People come in, let apps in and take it back, and get things wrong on the way. */
async function journey(): Promise<void> {
  const link = keep("set-up link", (await t.app.setUpLink())?.split("/").at(-1));
  const browser = openBrowser(t);
  await browser.get(`/setup/${link}`);
  keepCookies("visitor", browser);
  const fields = { email: "ada@example.com", name: "Ada", password: passwords.first };
  expect((await browser.submit(`/setup/${link}`, fields)).status).toBe(303);
  keepCookies("set-up", browser);
  keep("token of a form", await browser.tokenOn("/settings/account"));

  const other = openBrowser(t, "203.0.113.51");
  const login = (password: string) => other.submit("/login", { email: "ada@example.com", password });
  expect([(await login(passwords.wrong)).status, (await login(passwords.first)).status]).toEqual([400, 303]);
  keepCookies("other browser", other);

  const kept = await browser.submit("/settings/account", { action: "key", key: quoKey });
  expect((await kept.text()).includes("ends in 6789. It is kept.")).toBe(true);
  await withAnApp(browser, await registeredApp(t, { token_endpoint_auth_method: "client_secret_post" }));
  await withPersonalTokens(browser);

  const invited = await runOperation<{ link: string }>(t.desk, "person.invite", {
    email: "bea@example.com",
    role: "viewer",
  });
  keep("invitation", invited.link);
  const reset = await runOperation<{ link: string }>(t.desk, "person.reset", { email: "ada@example.com" });
  const again = { ...fields, password: passwords.second };
  expect((await other.submit(`/setup/${keep("link for a password", reset.link)}`, again)).status).toBe(303);
  keepCookies("after the reset", other);
  expect((await other.submit("/settings/account", {}, "/logout")).status).toBe(303);
}

async function withAnApp(
  browser: TestBrowser,
  app: Awaited<ReturnType<typeof registeredApp>>,
): Promise<void> {
  keep("client's secret", app.secret);
  keep("verifier", app.verifier);
  const code = keep("code", (await consent(browser, app.authorizeUrl())).get("code"));
  const thief = appOf(t, { clientId: app.clientId, secret: `${app.secret}x` });
  expect((await thief.exchange(code)).status).toBe(401);
  const tokens = (await (await app.exchange(code)).json()) as Tokens;
  const later = (await (await app.refresh(tokens.refresh_token)).json()) as Tokens;
  keep("access token", tokens.access_token);
  keep("refresh token", tokens.refresh_token);
  keep("later access token", later.access_token);
  keep("later refresh token", later.refresh_token);
  expect((await list(tokens.access_token)).status).toBe(200);
  expect((await list(later.access_token, { "x-openphone-api-key": quoKey })).status).toBe(200);
  expect((await list(`${later.access_token}x`)).status).toBe(401);
  expect((await app.exchange(code)).status).toBe(400);
  expect((await list(tokens.access_token)).status).toBe(401);
}

async function withPersonalTokens(browser: TestBrowser): Promise<void> {
  const form = { action: "create", name: "the till", scope: "phone:read", days: "9" };
  const page = await (await browser.submit("/settings/apps", form)).text();
  const personal = keep("personal token", /fdk_[\w-]{43}/.exec(page)?.[0]);
  const answer = await t.request("/api/v1/tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${personal}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "its child", scopes: ["phone:read"] }),
  });
  const child = keep("token of a token", (await answer.json()).token);
  expect((await list(child)).status).toBe(200);
  const entered = await runOperation<{ secret: string }>(t.desk, "client.add", {
    name: "A voice",
    scopes: ["phone:read"],
  });
  keep("secret of a client entered by hand", entered.secret);
}

/** The secrets that are in a text, as they are or as an address has them. */
const foundIn = (text: string) =>
  [...secrets]
    .filter(([, secret]) =>
      [secret, encodeURIComponent(secret), btoa(secret).replace(/=+$/, "")].some((each) =>
        text.includes(each),
      ),
    )
    .map(([name]) => name);

async function rowsOf(table: string): Promise<string> {
  return JSON.stringify(await t.desk.database.slow.read(`SELECT * FROM "${table}"`));
}

test("of twenty kinds of secrets none is in the log", () => {
  expect(secrets.size).toBeGreaterThanOrEqual(20);
  const said = t.log.join("");
  expect([foundIn(said), said.includes('"operation":"provider_key.set"')]).toEqual([[], true]);
  expectNothingInside(said);
});

test("none is in the audit, which has a line of each thing that was done", async () => {
  const audit = (await rowsOf("audit")) + (await rowsOf("audit_payloads"));
  expect(foundIn(audit)).toEqual([]);
  for (const operation of [
    "oauth.token",
    "session.begin",
    "password.set",
    "provider_key.set",
    "token.create",
  ])
    expect(audit).toContain(`"${operation}"`);
});

test("none is in plain in any table, where the hashes of tokens are", async () => {
  const tables = await t.desk.database.slow.read("SELECT name FROM sqlite_master WHERE type = 'table'");
  let all = "";
  for (const [name] of tables) all += await rowsOf(String(name));
  expect([foundIn(all), tables.length > 20]).toEqual([[], true]);
  for (const kind of [
    "access token",
    "refresh token",
    "code",
    "personal token",
    "client's secret",
    "set-up link",
  ])
    expect(all).toContain(
      createHash("sha256")
        .update(secrets.get(kind) ?? "")
        .digest("hex"),
    );
});

test("none is in any file of the data folder", () => {
  const files = readdirSync(t.folder);
  expect(files).toContain("frontdesk.db");
  for (const file of files)
    expect([file, foundIn(readFileSync(join(t.folder, file), "latin1"))]).toEqual([file, []]);
});

test("none is in the metrics", async () => {
  const metrics = await t.desk.metrics.registry.metrics();
  expect([foundIn(metrics), metrics.includes("zanzibar"), metrics.includes("sign_ins")]).toEqual([
    [],
    false,
    true,
  ]);
});
