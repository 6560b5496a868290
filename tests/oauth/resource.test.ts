import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeFor, expectLogWithout, refusalOf, toldApp } from "#tests/support/answers.ts";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import {
  appOf,
  connect,
  registeredApp,
  statusWith,
  type TestApp,
  type Tokens,
} from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const base = "http://localhost:3000";

describe("a resource", () => {
  let t: TestDesk;
  let ada: TestBrowser;
  let app: TestApp;
  let held: Tokens;

  beforeAll(async () => {
    t = await openTestDesk();
    ada = await becomeOwner(t);
    app = await registeredApp(t);
    held = await connect(ada, app);
  });
  afterAll(() => t.close());

  test.each([
    ["another server's", "https://zanzibar.example/mcp"],
    ["a subdomain's", "http://zanzibar.localhost:3000/mcp"],
    ["a domain's that begins with ours", "http://localhost.zanzibar.example:3000/mcp"],
    ["this machine's by number", "http://127.0.0.1:3000/mcp"],
    ["with a user name", "http://zanzibar@localhost:3000/mcp"],
    ["with a password", "http://:zanzibar@localhost:3000/mcp"],
    ["with our host as a user name", "http://localhost:3000@zanzibar.example/mcp"],
    ["with a fragment", `${base}/mcp#zanzibar`],
    ["with an empty fragment", `${base}/mcp#`],
    ["with a query", `${base}/mcp?zanzibar`],
    ["with an empty query", `${base}/mcp?`],
    ["at another port", "http://localhost:3001/mcp"],
    ["without the port", "http://localhost/mcp"],
    ["over https", "https://localhost:3000/mcp"],
    ["with another scheme", "mcp://localhost:3000/mcp"],
    ["at an unknown path", `${base}/zanzibar`],
    ["below a known path", `${base}/mcp/zanzibar`],
    ["at a path that begins like ours", `${base}/mcpzanzibar`],
    ["at a path in upper case", `${base}/MCP`],
    ["with two final slashes", `${base}/mcp//`],
    ["with a backslash", `${base}\\mcp`],
    ["with a line end", `${base}/mcp\r\nzanzibar: 1`],
    ["that is a path", "/mcp"],
    ["that is empty", ""],
  ])("%s is refused: at the app's address, and at the token endpoint", async (_name, resource) => {
    const told = await toldApp(await ada.get(app.authorizeUrl({ resource })));
    expect(told).toEqual({ error: "invalid_target", state: "a state", iss: base });
    const code = await codeFor(ada, app);
    expect(await refusalOf(await app.exchange(code, { resource }))).toEqual([400, "invalid_target"]);
    expect(await refusalOf(await app.refresh(held.refresh_token, { resource }))).toEqual([
      400,
      "invalid_target",
    ]);
    expect((await app.exchange(code)).status).toBe(200);
  });

  test("one of another server beside ours is refused", async () => {
    const theirs = `&resource=${encodeURIComponent("https://zanzibar.example/mcp")}`;
    expect(await toldApp(await ada.get(app.authorizeUrl() + theirs))).toMatchObject({
      error: "invalid_target",
    });
    const resource = [`${base}/mcp`, "https://zanzibar.example/mcp"];
    const answer = await app.token({
      grant_type: "refresh_token",
      refresh_token: held.refresh_token,
      resource,
    });
    expect(await refusalOf(answer)).toEqual([400, "invalid_target"]);
  });

  test.each(["", "/", "/mcp", "/mcp/", "/mcp/default", "/mcp/default/", "/sse", "/sse/", "/api", "/api/"])(
    "ours at %p is taken, and the tokens are good here",
    async (path) => {
      const resource = base + path;
      const code = await codeFor(ada, app, { resource });
      const tokens = await (await app.exchange(code, { resource })).json();
      expect(await statusWith(t, tokens.access_token)).toBe(200);
      expect((await app.refresh(tokens.refresh_token, { resource })).status).toBe(200);
    },
  );

  test("several of ours are taken, and so is none", async () => {
    const grant = { grant_type: "refresh_token", refresh_token: held.refresh_token };
    expect((await app.token({ ...grant, resource: [`${base}/mcp`, `${base}/api`] })).status).toBe(200);
    expect((await app.token(grant)).status).toBe(200);
    expect(await codeFor(ada, app, { resource: undefined })).toStartWith("fdc_");
  });

  test("has its metadata at its own address, and another has none", async () => {
    const metadata = (path: string) => t.request(`/.well-known/oauth-protected-resource${path}`);
    for (const path of ["", "/mcp", "/mcp/"]) {
      const said = await (await metadata(path)).json();
      expect([said.resource, said.authorization_servers]).toEqual([base + path, [base]]);
    }
    for (const path of ["/zanzibar", "/mcp/zanzibar", "//zanzibar.example", "/mcp//"])
      expect((await metadata(path)).status).toBe(404);
  });

  test("that was refused is in no line of the log", () => expectLogWithout(t, "zanzibar"));
});

test("what was given under another address is good for nothing here, and good again there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-test-"));
  const there = await openTestDesk({ folder });
  const ada = await becomeOwner(there);
  const app = await registeredApp(there);
  const tokens = await connect(ada, app);
  const personal = await there.token("phone:read");
  const code = await codeFor(ada, app);
  await there.close();

  const here = await openTestDesk({
    folder,
    clock: there.clock,
    env: { BASE_URL: "https://desk.example.com" },
  });
  const moved = appOf(here, { clientId: app.clientId });
  const shown = await here.tool("list_lines", {}, tokens.access_token);
  expect([shown.status, shown.body.code]).toEqual([401, "AUTH_REQUIRED"]);
  expect(shown.headers.get("www-authenticate")).toContain('error="invalid_token"');
  expect(await refusalOf(await moved.refresh(tokens.refresh_token))).toEqual([400, "invalid_grant"]);
  const exchanged = await moved.exchange(code, { code_verifier: app.verifier });
  expect(await refusalOf(exchanged)).toEqual([400, "invalid_grant"]);
  expect(await statusWith(here, personal)).toBe(200);
  await here.close();

  const back = await openTestDesk({ folder, clock: there.clock });
  const again = appOf(back, { clientId: app.clientId });
  expect(await statusWith(back, tokens.access_token)).toBe(200);
  expect((await again.exchange(code, { code_verifier: app.verifier })).status).toBe(200);
  expect((await again.refresh(tokens.refresh_token)).status).toBe(200);
  await back.close();
  rmSync(folder, { recursive: true });
});
