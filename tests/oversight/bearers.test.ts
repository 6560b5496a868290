import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Principal } from "#operation/operation.ts";
import { allScopes } from "#operation/scopes.ts";
import { atCommandLine, runOperation } from "#src/cli/command.ts";
import { atStdio } from "#src/cli/stdio-principal.ts";
import { expectNothingInside } from "#tests/support/answers.ts";
import type { TestBrowser } from "#tests/support/browser.ts";
import { connect, registeredApp } from "#tests/support/oauth.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { type Client, day, decided, expectAudited, laySiege, type Siege } from "./siege.ts";

let s: Siege;
/** An app with every scope, whose request stays where it is. */
let app: Client;
let waiting: string;
/** Every kind of thing that can be shown as a bearer token, by name. */
const shown = new Map<string, { token: string; client?: string }>();

beforeAll(async () => {
  s = await laySiege();
  app = await s.client(allScopes);
  waiting = await s.askForBulk(app.token, "stays");
  for (const scope of allScopes) shown.set(`a token of ${scope}`, known(await s.client([scope])));
  shown.set("a token of every scope", known(app));
  const approver = await s.join("approver");
  const page = await (
    await approver.browser.submit("/settings/apps", {
      action: "create",
      name: "n",
      scope: allScopes,
      days: "9",
    })
  ).text();
  shown.set("an approver's own token", { token: /fdk_[\w-]{43}/.exec(page)?.[0] ?? "" });
  shown.set("a token that a token minted", known(await mint(app.token)));
  await showOAuth();
  const [revoked, expired] = [await s.client(), await s.client()];
  await runOperation(s.t.desk, "token.revoke", { token: revoked.id });
  shown.set("a revoked token", { token: revoked.token });
  await s.tamper(
    (await import("drizzle-orm")).sql`UPDATE tokens SET expires_at = 1 WHERE id = ${expired.id}`,
  );
  shown.set("an expired token", { token: expired.token });
  shown.set("a token nobody knows", { token: `fdk_${"A".repeat(43)}` });
  shown.set("the owner's session", { token: s.ada.browser.cookies.get("frontdesk") ?? "" });
  shown.set("the token of a form", { token: await s.ada.browser.tokenOn("/settings/account") });
  shown.set("a request's id", { token: waiting });
});
afterAll(() => s.close());

const known = ({ token, id }: Client) => ({ token, client: id });

async function mint(token: string): Promise<Client> {
  const answer = await s.t.request("/api/v1/tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "child", scopes: ["phone:read", "phone:write"] }),
  });
  return await answer.json();
}

async function showOAuth(): Promise<void> {
  const granted = await connect(s.ada.browser, await registeredApp(s.t), [...allScopes]);
  shown.set("an OAuth access token of every scope", { token: granted.access_token });
  shown.set("an OAuth refresh token", { token: granted.refresh_token });
  const made = await runOperation<{ id: string; secret: string }>(s.t.desk, "client.add", {
    name: "A voice",
    scopes: allScopes,
  });
  const own = { grant_type: "client_credentials", client_id: made.id, client_secret: made.secret };
  const { access_token } = await (await (await registeredApp(s.t)).token(own)).json();
  shown.set("a token by client credentials", { token: access_token });
  shown.set("a client's secret", { token: made.secret });
}

const post = (headers: Record<string, string>, decision = "authorized") =>
  decided(
    s.t.request(`/api/authorizations/${waiting}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ decision }),
    }),
  );
const cookiesOf = ({ cookies }: TestBrowser) => [...cookies].map((pair) => pair.join("=")).join("; ");
const names = [
  ...allScopes.map((scope) => `a token of ${scope}`),
  "a token of every scope",
  "an approver's own token",
  "a token that a token minted",
  "an OAuth access token of every scope",
  "a token by client credentials",
];
const strange = [
  "an OAuth refresh token",
  "a client's secret",
  "a revoked token",
  "an expired token",
  "a token nobody knows",
  "the owner's session",
  "the token of a form",
  "a request's id",
];

describe("nothing is decided with", () => {
  test.each(names)("%s", async (name) => {
    const { token, client } = shown.get(name)!;
    await s.audited();
    for (const decision of ["authorized", "denied"]) {
      const { status, code, body } = await post({ authorization: `Bearer ${token}` }, decision);
      expect([status, code]).toEqual([403, "FORBIDDEN"]);
      expectNothingInside(JSON.stringify(body));
    }
    const line = { operation: "authorization.decide", outcome: "FORBIDDEN", face: "rest" };
    const lines = await s.audited();
    expect(lines.filter((each) => each.operation === line.operation)).toEqual([
      expect.objectContaining({ ...line, ...(client ? { client } : {}) }),
      expect.objectContaining(line),
    ]);
    expect(await s.stateOf(waiting)).toBe("pending");
  });

  test.each(strange)("%s", async (name) => {
    s.t.clock.advance(1000);
    await s.audited();
    const { token } = shown.get(name)!;
    const { status, code } = await post({ authorization: `Bearer ${token}` });
    expect([status, code]).toEqual([401, "AUTH_REQUIRED"]);
    await expectAudited(s, { operation: "token.show", outcome: "AUTH_REQUIRED" });
    expect(await s.stateOf(waiting)).toBe("pending");
  });

  test.each([...names, ...strange])("%s beside the owner's session and form", async (name) => {
    const own = {
      cookie: cookiesOf(s.ada.browser),
      "x-form-token": shown.get("the token of a form")!.token,
      "sec-fetch-site": "same-origin",
      origin: s.t.config.baseUrl,
    };
    const { token } = shown.get(name)!;
    for (const authorization of [`Bearer ${token}`, `bearer   ${token}`, `Basic ${btoa(`ada:${token}`)}`, ""])
      expect([401, 403]).toContain((await post({ ...own, authorization })).status);
    expect(await s.stateOf(waiting)).toBe("pending");
  });
});

describe("no principal decides that is not a person at a browser", () => {
  const everywhere: [string, Principal][] = [
    ["the command line", atCommandLine],
    ["stdio", atStdio],
    ["the desk itself", systemPrincipal],
    ...(["mcp", "rest", "cli", "system"] as const).map((face): [string, Principal] => [
      `an owner by ${face}`,
      { ...atCommandLine, face },
    ]),
    ["a person at a browser who does not decide", { ...atCommandLine, face: "web", authority: "person" }],
  ];

  test.each(everywhere)("%s", async (_name, principal) => {
    const { gate, operation } = s.t.desk;
    const decision = { id: waiting, decision: "authorized" };
    const outcome = await gate.execute(operation("authorization.decide"), decision, principal, {
      requestId: "r",
    });
    expect(outcome).toMatchObject({ kind: "refused", error: { code: "FORBIDDEN" } });
    expect(await s.stateOf(waiting)).toBe("pending");
  });
});

describe("no tool is aimed at requests, rules, people or the audit", () => {
  test("of every operation that tools do not reach, over REST and MCP, by any name", async () => {
    const beyond = s.t.desk.catalog.operations.filter(({ exposure }) => exposure !== "tools");
    expect(beyond.length).toBeGreaterThan(35);
    const before = await s.rows("SELECT count(*), (SELECT count(*) FROM people) FROM authorization_requests");
    for (const { name } of beyond) {
      for (const spelt of [name, name.replaceAll(".", "_"), name.toUpperCase()]) {
        const over = [
          await s.call(spelt, { id: waiting, decision: "authorized" }, app.token),
          await s.callOverMcp(spelt, { id: waiting, decision: "authorized" }, app.token),
          await s.callOverMcp(spelt, {}, app.token, "/mcp/phone"),
        ];
        expect([spelt, ...over.map(({ status }) => status)]).toEqual([spelt, 404, 404, 404]);
      }
    }
    expect(
      await s.rows("SELECT count(*), (SELECT count(*) FROM people) FROM authorization_requests"),
    ).toEqual(before);
  });

  test("the only tools about requests ask for one's own, and none writes but to take one back", () => {
    const about = s.t.desk.catalog.operations.filter(
      ({ exposure, name }) =>
        exposure === "tools" && /^(authorization|policy|desk|audit|person)\./.test(name),
    );
    expect(about.map(({ name, kind }) => [name, kind])).toEqual([
      ["authorization.get", "read"],
      ["authorization.own", "read"],
      ["authorization.cancel", "write"],
    ]);
  });

  test("a batch of a hundred calls decides nothing either", async () => {
    const batch = Array.from({ length: 100 }, (_, id) => ({
      jsonrpc: "2.0",
      id,
      method: "tools/call",
      params: { name: "authorization_decide", arguments: { id: waiting, decision: "authorized" } },
    }));
    const answer = await s.t.request("/mcp", {
      method: "POST",
      headers: {
        authorization: `Bearer ${app.token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2025-03-26",
      },
      body: JSON.stringify(batch),
    });
    const said = await answer.text();
    expect(said.match(/Unknown tool/g)?.length ?? 0).toBe(100);
    expect(await s.stateOf(waiting)).toBe("pending");
  });
});

describe("a token reads", () => {
  const read = async (path: string, token: string) => {
    const answer = await s.t.request(path, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, body: await answer.json() };
  };

  test("its own requests, whoever else's there are", async () => {
    const other = await s.client();
    const id = await s.askForBulk(other.token);
    const own = await read("/api/authorizations", other.token);
    expect(own.body.data.requests.map((each: { queue_id: string }) => each.queue_id)).toEqual([id]);
    for (const [theirs, token] of [
      [waiting, other.token],
      [id, app.token],
      [waiting, shown.get("a token that a token minted")!.token],
      [waiting, shown.get("an OAuth access token of every scope")!.token],
    ] as const) {
      await s.audited();
      const { status, body } = await read(`/api/authorizations/${theirs}`, token);
      expect([status, body.code, JSON.stringify(body).includes("stays")]).toEqual([404, "NOT_FOUND", false]);
      await expectAudited(s, { operation: "authorization.get", outcome: "NOT_FOUND" });
      expect((await s.call("get_authorization", { queue_id: theirs }, token)).status).toBe(404);
      expect((await s.call("authorization_cancel", { queue_id: theirs }, token)).status).toBe(404);
      await expectAudited(s, { operation: "authorization.cancel", outcome: "NOT_FOUND" });
    }
    expect([await s.stateOf(waiting), await s.stateOf(id)]).toEqual(["pending", "pending"]);
  });

  test("what the desk can do, which holds nothing of anybody", async () => {
    const { status, body } = await read("/api/capabilities", app.token);
    expect([status, JSON.stringify(body).includes("authorization.decide")]).toEqual([200, false]);
    expect((await s.t.request("/api/capabilities")).status).toBe(401);
    const offered = body.data.domains.map(({ domain }: { domain: string }) => domain);
    for (const hidden of ["policy", "person", "audit", "setting", "desk"])
      expect(offered).not.toContain(hidden);
  });

  test("nothing without one", async () => {
    s.t.clock.advance(day);
    for (const path of ["/api/authorizations", `/api/authorizations/${waiting}`])
      expect((await s.t.request(path)).status).toBe(401);
  });
});
