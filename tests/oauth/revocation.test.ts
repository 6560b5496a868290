import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { codeFor, expectLogWithout, refusalOf } from "#tests/support/answers.ts";
import { becomeOwner, joinAs, type TestBrowser } from "#tests/support/browser.ts";
import { noon } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { connect, post, registeredApp, statusWith, type TestApp, type Tokens } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const inactive = '{"active":false}';
const minute = 60_000;

let t: TestDesk;
let ada: TestBrowser;
let bea: TestBrowser;
/** A public client, a confidential one that registered itself, and one that the owner entered. */
let app: TestApp;
let confidential: TestApp;
let entered: { clientId: string; secret: string };

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  bea = await joinAs(t, ada, "staff");
  app = await registeredApp(t);
  confidential = await registeredApp(t, { token_endpoint_auth_method: "client_secret_post" });
  const input = { name: "A gateway", scopes: ["phone:read"] };
  const { id, secret } = await runOperation<{ id: string; secret: string }>(t.desk, "client.add", input);
  entered = { clientId: id, secret };
});
afterEach(() => t.clock.set(noon));
afterAll(() => t.close());

type Caller = Pick<TestApp, "clientId" | "secret">;
const form = ({ clientId, secret }: Caller, more: Record<string, string>) =>
  new URLSearchParams({
    client_id: clientId,
    ...(secret ? { client_secret: secret } : {}),
    ...more,
  }).toString();
const revoke = (caller: Caller, token: string, more = {}) =>
  post(t, "/revoke", form(caller, { token, ...more }));
const introspect = (caller: Caller, token: string) => post(t, "/introspect", form(caller, { token }));
const saidOf = async (caller: Caller, token: string) => {
  const answer = await introspect(caller, token);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  return await answer.text();
};
const again = async (its: TestApp, browser = ada) =>
  (await (await its.exchange(await codeFor(browser, its))).json()) as Tokens;
const living = async (its: TestApp, { access_token, refresh_token }: Tokens) => [
  await statusWith(t, access_token),
  (await its.refresh(refresh_token)).status,
];

describe("revocation", () => {
  test.each(["zanzibar", `fda_${"A".repeat(43)}`, `fdr_${"A".repeat(43)}`, "' OR 1=1 --"])(
    "of a token there is not, %p, is answered as if there had been one",
    async (token) => {
      const answer = await revoke(app, token);
      expect([answer.status, await answer.text(), answer.headers.get("cache-control")]).toEqual([
        200,
        "",
        "no-store",
      ]);
    },
  );

  test.each([
    ["access_token", "refresh_token"],
    ["refresh_token", "access_token"],
    ["access_token", "access_token"],
    ["refresh_token", "zanzibar"],
  ] as const)(
    "of the %s ends both at once, whatever hint (%s) comes with it",
    async (which, token_type_hint) => {
      const [tokens, apart] = [await again(app), await again(app)];
      expect(await statusWith(t, tokens.access_token)).toBe(200);
      const answer = await revoke(app, tokens[which], { token_type_hint });
      expect([answer.status, await answer.text()]).toEqual([200, ""]);
      expect([await living(app, tokens), await living(app, apart)]).toEqual([
        [401, 400],
        [200, 200],
      ]);
      expect((await revoke(app, tokens[which])).status).toBe(200);
    },
  );

  test.each(["access_token", "refresh_token"] as const)(
    "of another client's %s is refused",
    async (which) => {
      const tokens = await again(app);
      for (const thief of [confidential, entered])
        expect(await refusalOf(await revoke(thief, tokens[which]))).toEqual([400, "unauthorized_client"]);
      expect(await living(app, tokens)).toEqual([200, 200]);
    },
  );

  test("leaves personal tokens alone", async () => {
    const personal = await t.token("phone:read");
    expect((await revoke(entered, personal)).status).toBe(200);
    expect(await statusWith(t, personal)).toBe(200);
  });
});

describe.each(["/revoke", "/introspect"])("%s", (path) => {
  let held: Tokens;
  beforeAll(async () => {
    held = await again(confidential);
  });

  test.each([
    ["nobody", 401, "invalid_client", {}],
    ["an unknown client", 401, "invalid_client", { client_id: "zanzibar" }],
    ["a client without its secret", 401, "invalid_client", { secret: "" }],
    ["a client with a wrong secret", 401, "invalid_client", { secret: "fds_zanzibar" }],
    ["a client with a part of its secret", 401, "invalid_client", { secret: "part" }],
    ["a client with another's secret", 401, "invalid_client", { secret: "other" }],
  ] as [string, number, string, { client_id?: string; secret?: string }][])(
    "refuses %s",
    async (_name, status, error, { client_id, secret }) => {
      const secrets: Record<string, string | undefined> = {
        part: confidential.secret?.slice(0, -1),
        other: entered.secret,
      };
      const body = new URLSearchParams({ token: held.access_token });
      if (client_id ?? secret !== undefined) body.set("client_id", client_id ?? confidential.clientId);
      if (secret !== undefined) body.set("client_secret", secrets[secret] ?? secret);
      expect(await refusalOf(await post(t, path, body.toString()))).toEqual([status, error]);
      expect(await statusWith(t, held.access_token)).toBe(200);
    },
  );

  test("refuses what is no question", async () => {
    const none = await post(t, path, form(confidential, {}));
    expect(await refusalOf(none)).toEqual([400, "invalid_request"]);
    const twice = await post(t, path, `${form(confidential, { token: "a" })}&token=b`);
    expect(await refusalOf(twice)).toEqual([400, "invalid_request"]);
    const json = await post(t, path, JSON.stringify({ token: "a" }), { "content-type": "application/json" });
    expect(await refusalOf(json)).toEqual([400, "invalid_request"]);
  });

  test("takes a secret in the header, and not in two places", async () => {
    const { clientId, secret } = confidential;
    const authorization = `Basic ${btoa(`${clientId}:${secret}`)}`;
    expect((await post(t, path, "token=zanzibar", { authorization })).status).toBe(200);
    const both = await post(t, path, form(confidential, { token: "zanzibar" }), { authorization });
    expect(await refusalOf(both)).toEqual([400, "invalid_request"]);
    for (const broken of [
      "Basic",
      "Basic %%%",
      `Basic ${btoa("no colon")}`,
      `Basic ${btoa(":x")}`,
      "Bearer x",
    ]) {
      const answer = await post(t, path, form(confidential, { token: "x" }), { authorization: broken });
      expect(answer.headers.get("www-authenticate")).toBe('Basic realm="frontdesk"');
      expect(await refusalOf(answer)).toEqual([401, "invalid_client"]);
    }
  });
});

describe("introspection", () => {
  test("is not for a client without a secret, not even of its own tokens", async () => {
    const tokens = await again(app);
    expect(await refusalOf(await introspect(app, tokens.access_token))).toEqual([401, "invalid_client"]);
  });

  test("says what a living token is, to its own client and to one that the owner entered", async () => {
    const tokens = await again(confidential);
    const iat = noon / 1000;
    const common = {
      active: true,
      scope: "phone:read phone:write",
      iss: t.config.baseUrl,
      aud: t.config.baseUrl,
    };
    for (const caller of [confidential, entered]) {
      const access = JSON.parse(await saidOf(caller, tokens.access_token));
      const sub = expect.stringMatching(/^per_/);
      const whose = { sub, client_id: confidential.clientId, iat };
      expect(access).toEqual({ ...common, ...whose, token_type: "Bearer", exp: iat + 3600 });
      const refresh = JSON.parse(await saidOf(caller, tokens.refresh_token));
      expect(refresh).toEqual({ ...common, ...whose, token_type: "refresh_token", exp: iat + 90 * 86_400 });
    }
  });

  test("says nothing of another's tokens to a client that registered itself", async () => {
    const tokens = await again(app);
    for (const token of [tokens.access_token, tokens.refresh_token, await t.token("phone:read")])
      expect(await saidOf(confidential, token)).toBe(inactive);
  });

  test.each([
    ["an unknown token", async () => "zanzibar"],
    ["a code", () => codeFor(ada, confidential)],
    ["a secret of a client", async () => entered.secret],
    [
      "an access token after its hour",
      async () => {
        const { access_token } = await again(confidential);
        t.clock.advance(61 * minute);
        return access_token;
      },
    ],
    [
      "a refresh token that was replaced",
      async () => {
        const { refresh_token } = await again(confidential);
        await confidential.refresh(refresh_token);
        return refresh_token;
      },
    ],
    [
      "an access token that was revoked",
      async () => {
        const { access_token, refresh_token } = await again(confidential);
        await revoke(confidential, refresh_token);
        return access_token;
      },
    ],
    [
      "a refresh token that was revoked",
      async () => {
        const { access_token, refresh_token } = await again(confidential);
        await revoke(confidential, access_token);
        return refresh_token;
      },
    ],
  ])("says of %s that it is inactive, and nothing else", async (_name, tokenOf) => {
    const token = await tokenOf();
    expect(await saidOf(entered, token)).toBe(inactive);
    expect(await saidOf(confidential, token)).toBe(inactive);
  });

  test("says of every token of somebody who may not come in that it is inactive", async () => {
    const tokens = await connect(bea, confidential);
    expect(JSON.parse(await saidOf(entered, tokens.refresh_token)).active).toBe(true);
    await runOperation(t.desk, "person.change", { email: "staff@example.com", active: false });
    expect((await confidential.refresh(tokens.refresh_token)).status).toBe(400);
    expect(await saidOf(entered, tokens.access_token)).toBe(inactive);
    expect(await saidOf(entered, tokens.refresh_token)).toBe(inactive);
  });
});

test("a client that acts by itself gets what it was entered with, and nothing to refresh", async () => {
  const ask = (caller: Caller, more = {}) =>
    post(t, "/token", form(caller, { grant_type: "client_credentials", ...more }));
  const tokens = await (await ask(entered)).json();
  expect([tokens.scope, tokens.refresh_token]).toEqual(["phone:read", undefined]);
  expect(await statusWith(t, tokens.access_token)).toBe(200);
  const wide = await (await ask(entered, { scope: "phone:read phone:write" })).json();
  expect(wide.scope).toBe("phone:read");
  expect((await t.tool("send_sms", { to: ["+15550100004"], content: "Hi" }, wide.access_token)).status).toBe(
    403,
  );
  expect(await refusalOf(await ask(entered, { scope: "phone:write" }))).toEqual([400, "invalid_scope"]);
  for (const other of [app, confidential])
    expect(await refusalOf(await ask(other))).toEqual([400, "unauthorized_client"]);
  expect((await revoke(entered, tokens.access_token)).status).toBe(200);
  expect(await statusWith(t, tokens.access_token)).toBe(401);
});

test("has logged nothing of it", () => expectLogWithout(t, "zanzibar"));
