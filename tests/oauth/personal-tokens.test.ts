import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Scope } from "#operation/scopes.ts";
import { runOperation } from "#src/cli/command.ts";
import { expectLogWithout, expectNothingInside } from "#tests/support/answers.ts";
import { becomeOwner, joinAs, type TestBrowser } from "#tests/support/browser.ts";
import { noon } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { connect, registeredApp, statusWith } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const day = 86_400_000;

interface Made {
  id: string;
  token: string;
  name: string;
  scopes: string[];
  expiresAt: string;
}

let t: TestDesk;
let ada: TestBrowser;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  await joinAs(t, ada, "staff");
});
afterEach(() => t.clock.set(noon));
afterAll(() => t.close());

/** What the command line makes: the first of a line of tokens. */
const first = (scopes: Scope[] = ["phone:read", "phone:write"], days = 90, more = {}) =>
  runOperation<Made>(t.desk, "token.create", { name: crypto.randomUUID(), scopes, days, ...more });
const ask = (token: string | undefined, body: unknown, headers: Record<string, string> = {}) =>
  t.request("/api/v1/tokens", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const mint = async (token: string, more: Record<string, unknown> = {}) => {
  const answer = await ask(token, { name: "the till", scopes: ["phone:read"], ...more });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Made;
};
/** The status and code of a refusal that made nothing. */
async function refusalOf(...asked: Parameters<typeof ask>) {
  const count = async () => (await t.desk.database.slow.read("SELECT count(*) FROM tokens"))[0]?.[0];
  const before = await count();
  const answer = await ask(...asked);
  const text = await answer.text();
  expectNothingInside(text);
  expect([await count(), text.includes("fdk_"), text.includes("zanzibar")]).toEqual([before, false, false]);
  return [answer.status, (JSON.parse(text) as { code: string }).code];
}
const textWith = async (token: string) =>
  (await t.tool("send_sms", { to: ["+15550100004"], content: crypto.randomUUID() }, token)).status;

describe("a token that a token makes", () => {
  test("is shown once, and works", async () => {
    const parent = await first();
    const answer = await ask(parent.token, { name: "the till", scopes: ["phone:read"], expiresIn: "30d" });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const made = await answer.json();
    expect(made).toEqual({
      id: expect.stringMatching(/^tok_[0-9a-z]{26}$/),
      token: expect.stringMatching(/^fdk_[\w-]{43}$/),
      name: "the till",
      scopes: ["phone:read"],
      expiresAt: "2026-12-21T15:00:00.000+00:00",
    });
    expect([await statusWith(t, made.token), await textWith(made.token)]).toEqual([200, 403]);
    expect(await (await ada.get("/settings/apps")).text()).not.toContain(made.token);
    expect(JSON.stringify(await runOperation(t.desk, "token.list", {}))).not.toContain(made.token);
  });

  test("is never wider than the one that makes it, and makes none itself", async () => {
    const parent = await first(["phone:read", "office:read"]);
    for (const scopes of [["phone:write"], ["phone:read", "phone:write"], ["office:write"]])
      expect(await refusalOf(parent.token, { name: "n", scopes })).toEqual([403, "FORBIDDEN"]);
    const child = await mint(parent.token, { scopes: ["office:read", "phone:read"] });
    expect(await refusalOf(child.token, { name: "n", scopes: ["phone:read"] })).toEqual([403, "FORBIDDEN"]);
    expect(await statusWith(t, child.token)).toBe(200);
  });

  test("never lives longer than the one that makes it", async () => {
    const parent = await first(["phone:read"], 40);
    t.clock.advance(10 * day);
    const child = await mint(parent.token, { expiresIn: "3650d" });
    const short = await mint(parent.token, { expiresIn: "1d" });
    expect([child.expiresAt, short.expiresAt]).toEqual([parent.expiresAt, "2026-12-02T15:00:00.000+00:00"]);
    t.clock.advance(day);
    expect([await statusWith(t, short.token), await statusWith(t, child.token)]).toEqual([401, 200]);
    t.clock.advance(29 * day);
    expect([await statusWith(t, parent.token), await statusWith(t, child.token)]).toEqual([401, 401]);
  });

  test("ends with the one that made it, and with no other", async () => {
    const [parent, apart] = [await first(), await first()];
    const [child, sibling, other] = [
      await mint(parent.token),
      await mint(parent.token),
      await mint(apart.token),
    ];
    const line = [parent, child, sibling, apart, other];
    const alive = () => Promise.all(line.map(({ token }) => statusWith(t, token)));
    expect(await alive()).toEqual([200, 200, 200, 200, 200]);
    await runOperation(t.desk, "token.revoke", { token: child.id });
    expect(await alive()).toEqual([200, 401, 200, 200, 200]);
    await runOperation(t.desk, "token.revoke", { token: parent.id });
    expect(await alive()).toEqual([401, 401, 401, 200, 200]);
    expect(await refusalOf(parent.token, { name: "n", scopes: ["phone:read"] })).toEqual([
      401,
      "AUTH_REQUIRED",
    ]);
  });

  test("does not outlive the one that makes it where that ends at the same moment", async () => {
    for (let turns = 0; turns < 8; turns++) {
      const parent = await first();
      const minting = ask(parent.token, { name: "n", scopes: ["phone:read"] });
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const ending = runOperation(t.desk, "token.revoke", { token: parent.id });
      const [answer] = await Promise.all([minting, ending]);
      const { token } = (await answer.json()) as Partial<Made>;
      expect([await statusWith(t, parent.token), await statusWith(t, token ?? "fdk_none")]).toEqual([
        401, 401,
      ]);
    }
  });

  test("is its person's: it narrows and ends with their rights", async () => {
    const change = (input: object) =>
      runOperation(t.desk, "person.change", { email: "staff@example.com", ...input });
    const parent = await first(undefined, 90, { for: "staff@example.com" });
    const child = await mint(parent.token, { scopes: ["phone:read", "phone:write"] });
    expect(await textWith(child.token)).toBe(200);
    await change({ role: "viewer" });
    expect([await statusWith(t, child.token), await textWith(child.token)]).toEqual([200, 403]);
    const wide = { name: "n", scopes: ["phone:write"] };
    expect(await refusalOf(parent.token, wide)).toEqual([403, "FORBIDDEN"]);
    await change({ role: "staff", active: false });
    expect([await statusWith(t, parent.token), await statusWith(t, child.token)]).toEqual([401, 401]);
    expect(await refusalOf(parent.token, wide)).toEqual([401, "AUTH_REQUIRED"]);
  });
});

test.each([
  ["no name", { scopes: ["phone:read"] }],
  ["an empty name", { name: " ", scopes: ["phone:read"] }],
  ["a name that is too long", { name: "z".repeat(81), scopes: ["phone:read"] }],
  ["no scopes", { name: "n" }],
  ["an empty list of scopes", { name: "n", scopes: [] }],
  ["a scope there is not", { name: "n", scopes: ["zanzibar"] }],
  ["a scope of every object", { name: "n", scopes: ["constructor"] }],
  ["somebody else as its person", { name: "n", scopes: ["phone:read"], for: "ada@example.com" }],
  ["another user", { name: "n", scopes: ["phone:read"], user: "owner" }],
  ["days in the wrong place", { name: "n", scopes: ["phone:read"], days: 9999 }],
  ["a parent of its choice", { name: "n", scopes: ["phone:read"], parentId: null }],
  ...["90", "0d", "-1d", "90h", "1e3d", "99999d", "9999d", "", "zanzibar"].map((expiresIn) => [
    `${expiresIn || "nothing"} as its life`,
    { name: "n", scopes: ["phone:read"], expiresIn },
  ]),
  ["no JSON", "zanzibar"],
  ["a list", []],
  ["null", "null"],
] as [string, unknown][])("%s makes no token", async (_name, body) => {
  const { token } = await first();
  expect(await refusalOf(token, body)).toEqual([400, "VALIDATION_ERROR"]);
});

describe("no token is made", () => {
  const wanted = { name: "n", scopes: ["phone:read"] };

  test.each([
    ["by nobody", undefined],
    ["by an unknown token", `fdk_${"A".repeat(43)}`],
    ["by a token with a space in it", "fdk_a b"],
  ])("%s", async (_name, token) => {
    expect(await refusalOf(token, wanted)).toEqual([401, "AUTH_REQUIRED"]);
  });

  test("by a token in another place than the header", async () => {
    const { token } = await first();
    const inQuery = await t.request(`/api/v1/tokens?access_token=${token}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(wanted),
    });
    expect(inQuery.status).toBe(401);
    expect(await refusalOf(undefined, { ...wanted, access_token: token })).toEqual([401, "AUTH_REQUIRED"]);
  });

  test("by an expired one", async () => {
    const { token } = await first(["phone:read"], 1);
    t.clock.advance(day);
    expect(await refusalOf(token, wanted)).toEqual([401, "AUTH_REQUIRED"]);
  });

  test("by an app that a person let in, nor by one that acts by itself, nor by a refresh token", async () => {
    const app = await registeredApp(t);
    const tokens = await connect(ada, app);
    expect(await statusWith(t, tokens.access_token)).toBe(200);
    expect(await refusalOf(tokens.access_token, wanted)).toEqual([403, "FORBIDDEN"]);
    expect(await refusalOf(tokens.refresh_token, wanted)).toEqual([401, "AUTH_REQUIRED"]);
    const made = await runOperation<{ id: string; secret: string }>(t.desk, "client.add", {
      name: "A voice",
      scopes: ["phone:read"],
    });
    const own = { grant_type: "client_credentials", client_id: made.id, client_secret: made.secret };
    const { access_token } = await (await app.token(own)).json();
    expect(await statusWith(t, access_token)).toBe(200);
    expect(await refusalOf(access_token, wanted)).toEqual([403, "FORBIDDEN"]);
  });

  test("by a browser's cookie, nor for a page of another site", async () => {
    const cookie = [...ada.cookies].map((pair) => pair.join("=")).join("; ");
    expect(await refusalOf(undefined, wanted, { cookie })).toEqual([401, "AUTH_REQUIRED"]);
    const { token } = await first();
    const origin = "https://zanzibar.example";
    expect(await refusalOf(token, wanted, { origin })).toEqual([403, "FORBIDDEN"]);
  });

  test("by way of a tool", async () => {
    const { token } = await first();
    for (const name of ["token_create", "token.create", "create_token"])
      expect((await t.tool(name, { ...wanted, days: 9 }, token)).status).toBe(404);
  });

  test("for somebody else by a person who is not the owner", async () => {
    const fields = { action: "create", name: "n", scope: "phone:read", days: "9", for: "ada@example.com" };
    const browser = await joinAs(t, ada, "approver");
    const page = await (await browser.submit("/settings/apps", fields)).text();
    const token = /fdk_[\w-]{43}/.exec(page)?.[0] ?? "";
    const [row] = await t.desk.database.slow.read(
      "SELECT email FROM people JOIN tokens ON tokens.user = people.id WHERE tokens.hash = ?",
      [new Bun.CryptoHasher("sha256").update(token).digest("hex")],
    );
    expect(row).toEqual(["approver@example.com"]);
  });
});

test("has logged nothing of it", () => expectLogWithout(t, "zanzibar"));
