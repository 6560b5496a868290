import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { runOperation } from "#src/cli/command.ts";
import { codeFor, expectLogWithout, refusalOf, toldApp } from "#tests/support/answers.ts";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { noon } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import {
  post,
  redirectUri,
  registeredApp,
  statusWith,
  type TestApp,
  type Tokens,
} from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const other = "https://app.example.net/other";
/** Stands in what is sent, and must come back nowhere. */
const marker = "zanzibar";

let t: TestDesk;
let ada: TestBrowser;
let app: TestApp;
let stranger: TestApp;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  app = await registeredApp(t, { redirect_uris: [redirectUri, other] });
  stranger = await registeredApp(t);
});
afterEach(() => t.clock.set(noon));
afterAll(() => t.close());

const tokensFor = async (code: string) => (await (await app.exchange(code)).json()) as Tokens;
const living = async ({ access_token, refresh_token }: Tokens) => [
  await statusWith(t, access_token),
  (await app.refresh(refresh_token)).status,
];
const alive = [200, 200];
const dead = [401, 400];

test.each([
  ["no challenge", { code_challenge: undefined, code_challenge_method: undefined }],
  ["a method without a challenge", { code_challenge: undefined }],
  ["a challenge without a method, which is plain", { code_challenge_method: undefined }],
  ["plain", { code_challenge_method: "plain" }],
  ["s256 in lower case", { code_challenge_method: "s256" }],
  ["an empty challenge", { code_challenge: "" }],
  ["a short challenge", { code_challenge: "A".repeat(42) }],
  ["a long challenge", { code_challenge: "A".repeat(44) }],
  ["a padded challenge", { code_challenge: `${"A".repeat(42)}=` }],
  ["a challenge in base64", { code_challenge: `${"A".repeat(42)}+` }],
  ["no response type", { response_type: undefined }],
  ["response mode fragment", { response_mode: "fragment" }],
  ["response mode form_post", { response_mode: "form_post" }],
])("refuses %s at the app's address", async (_name, params) => {
  const answer = await ada.get(app.authorizeUrl(params));
  expect(await toldApp(answer)).toEqual({
    error: "invalid_request",
    state: "a state",
    iss: t.config.baseUrl,
  });
});

test.each(["token", "id_token", "code token", "CODE", marker])("refuses response type %p", async (type) => {
  const answer = await ada.get(app.authorizeUrl({ response_type: type }));
  const told = await toldApp(answer);
  expect(told).toEqual({ error: "unsupported_response_type", state: "a state", iss: t.config.baseUrl });
});

test.each([
  marker,
  `${marker} admin`,
  "PHONE:READ",
  "phone",
  `offline_access ${marker}`,
  "phone:read;phone:write",
])("refuses scopes none of which is the desk's: %p", async (scope) => {
  const answer = await ada.get(app.authorizeUrl({ scope }));
  expect(await toldApp(answer)).toEqual({
    error: "invalid_scope",
    state: "a state",
    iss: t.config.baseUrl,
  });
});

test.each(["response_type", "scope", "code_challenge", "code_challenge_method", "state", "response_mode"])(
  "refuses %s given twice",
  async (name) => {
    const more = name === "response_mode" ? "&response_mode=query" : "";
    const answer = await ada.get(`${app.authorizeUrl()}${more}&${name}=${name === "state" ? "b" : "query"}`);
    expect(await toldApp(answer)).toMatchObject({ error: "invalid_request", iss: t.config.baseUrl });
  },
);

test("leaves out a state that was not sent, and brings one of 2000 characters back whole", async () => {
  const code = expect.stringMatching(/^fdc_[\w-]{43}$/);
  const iss = t.config.baseUrl;
  await codeFor(ada, app);
  expect(await toldApp(await ada.get(app.authorizeUrl({ state: undefined })))).toEqual({ code, iss });
  const state = `${"ü&=#?%00+ \"'<>".repeat(150)}${"z".repeat(2000)}`.slice(0, 2000);
  expect(await toldApp(await ada.get(app.authorizeUrl({ state })))).toEqual({ code, iss, state });
  const wrong = await ada.get(app.authorizeUrl({ state, scope: marker }));
  expect(await toldApp(wrong)).toEqual({ error: "invalid_scope", iss, state });
});

test("tells the app, with state and issuer, that the person said no", async () => {
  const unknown = await registeredApp(t);
  const answer = await ada.submit(unknown.authorizeUrl(), { decision: "deny", scope: ["phone:read"] });
  expect(await toldApp(answer)).toEqual({ error: "access_denied", state: "a state", iss: t.config.baseUrl });
});

test.each([
  ["another verifier", "invalid_grant", { code_verifier: "A".repeat(43) }],
  ["no verifier", "invalid_request", { code_verifier: "" }],
  ["another path", "invalid_grant", { redirect_uri: `${redirectUri}/${marker}` }],
  ["the app's other address", "invalid_grant", { redirect_uri: other }],
  ["an address in upper case", "invalid_grant", { redirect_uri: redirectUri.toUpperCase() }],
  ["a final slash", "invalid_grant", { redirect_uri: `${redirectUri}/` }],
  ["an empty address", "invalid_grant", { redirect_uri: "" }],
])("refuses a code with %s", async (_name, error, more) => {
  const code = await codeFor(ada, app);
  expect(await refusalOf(await app.exchange(code, more))).toEqual([400, error]);
});

test.each(["A".repeat(42), "A".repeat(129), `${"A".repeat(42)}+`, `${"A".repeat(42)} `])(
  "refuses a verifier that is none, even to its own challenge: %p",
  async (verifier) => {
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const code = await codeFor(ada, app, { code_challenge: challenge });
    const answer = await app.exchange(code, { code_verifier: verifier });
    expect(await refusalOf(answer)).toEqual([400, "invalid_grant"]);
  },
);

test("refuses the challenge itself as a verifier", async () => {
  const code = await codeFor(ada, app);
  const challenge = new URLSearchParams(app.authorizeUrl()).get("code_challenge") ?? "";
  expect(await refusalOf(await app.exchange(code, { code_verifier: challenge }))).toEqual([
    400,
    "invalid_grant",
  ]);
  expect((await app.exchange(code)).status).toBe(200);
});

test.each(["grant_type", "code", "code_verifier", "redirect_uri", "client_id", marker])(
  "refuses %s given twice at the token endpoint, and the code stays good",
  async (name) => {
    const code = await codeFor(ada, app);
    const given = {
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      client_id: app.clientId,
    };
    const all: Record<string, string> = { ...given, code_verifier: app.verifier };
    const twice = await app.token({ ...all, [name]: [all[name] ?? "", all[name] ?? ""] });
    expect(await refusalOf(twice)).toEqual([400, "invalid_request"]);
    expect((await app.token(all)).status).toBe(200);
  },
);

test("refuses a reused code and revokes what it gave, with what was refreshed from that", async () => {
  const apart = await tokensFor(await codeFor(ada, app));
  const code = await codeFor(ada, app);
  const first = await tokensFor(code);
  const second = (await (await app.refresh(first.refresh_token)).json()) as Tokens;
  expect([await statusWith(t, first.access_token), await statusWith(t, second.access_token)]).toEqual(alive);
  expect(await refusalOf(await app.exchange(code))).toEqual([400, "invalid_grant"]);
  expect([await living(first), await living(second), await living(apart)]).toEqual([dead, dead, alive]);
});

test("refuses a reused code without its verifier as well, and revokes what it gave", async () => {
  const code = await codeFor(ada, app);
  const tokens = await tokensFor(code);
  t.clock.advance(10 * 60_000);
  const replay = await app.exchange(code, { code_verifier: "B".repeat(43) });
  expect(await refusalOf(replay)).toEqual([400, "invalid_grant"]);
  expect(await living(tokens)).toEqual(dead);
});

test("of two exchanges at the same moment one wins, and then everything of it is revoked", async () => {
  const code = await codeFor(ada, app);
  const answers = await Promise.all([app.exchange(code), app.exchange(code)]);
  const [lost, won] = answers.sort((a, b) => b.status - a.status);
  expect(await refusalOf(lost!)).toEqual([400, "invalid_grant"]);
  expect(won!.status).toBe(200);
  expect(await living(await won!.json())).toEqual(dead);
});

test("refuses another client's code, and nothing of its owner's ends by that", async () => {
  const code = await codeFor(ada, app);
  const steal = () => stranger.exchange(code, { code_verifier: app.verifier });
  expect(await refusalOf(await steal())).toEqual([400, "invalid_grant"]);
  const tokens = await tokensFor(code);
  expect(await refusalOf(await steal())).toEqual([400, "invalid_grant"]);
  expect(await living(tokens)).toEqual(alive);
});

test("refuses a code after a minute, and takes it before", async () => {
  const [late, inTime] = [await codeFor(ada, app), await codeFor(ada, app)];
  t.clock.advance(59_000);
  expect((await app.exchange(inTime)).status).toBe(200);
  t.clock.advance(2000);
  expect(await refusalOf(await app.exchange(late))).toEqual([400, "invalid_grant"]);
});

test("refuses a code whose app the person has disconnected meanwhile", async () => {
  const gone = await registeredApp(t);
  const code = await codeFor(ada, gone);
  const { apps } = await runOperation<{ apps: { id: string; clientId: string }[] }>(t.desk, "app.list", {});
  const { id = "" } = apps.find(({ clientId }) => clientId === gone.clientId) ?? {};
  await runOperation(t.desk, "app.revoke", { app: id });
  expect(await refusalOf(await gone.exchange(code))).toEqual([400, "invalid_grant"]);
});

test.each([
  ["an unknown code", 400, "invalid_grant", { grant_type: "authorization_code", code: `fdc_${marker}` }],
  ["no code", 400, "invalid_request", { grant_type: "authorization_code" }],
  ["no grant type", 400, "invalid_request", {}],
  [
    "a password",
    400,
    "unsupported_grant_type",
    { grant_type: "password", username: "ada", password: marker },
  ],
  ["a grant type of every object", 400, "unsupported_grant_type", { grant_type: "constructor" }],
  ["an unknown client", 401, "invalid_client", { grant_type: "authorization_code", client_id: marker }],
  ["no client", 401, "invalid_client", { grant_type: "authorization_code", client_id: [] }],
  ["a secret of a client that has none", 401, "invalid_client", { grant_type: "x", client_secret: marker }],
])("refuses %s at the token endpoint", async (_name, status, error, params) => {
  const answer = await app.token({ code_verifier: "A".repeat(43), ...params });
  expect(answer.headers.get("www-authenticate")).toBe(status === 401 ? 'Basic realm="frontdesk"' : null);
  expect(await answer.clone().text()).not.toContain(marker);
  expect(await refusalOf(answer)).toEqual([status, error]);
});

test("reads a code from a form's body alone", async () => {
  const code = await codeFor(ada, app);
  const params = { grant_type: "authorization_code", code, code_verifier: app.verifier };
  const all = { ...params, redirect_uri: redirectUri, client_id: app.clientId };
  const asJson = post(t, "/token", JSON.stringify(all), { "content-type": "application/json" });
  expect(await refusalOf(await asJson)).toEqual([400, "invalid_request"]);
  const inQuery = post(t, `/token?${new URLSearchParams(all)}`, "");
  expect(await refusalOf(await inQuery)).toEqual([401, "invalid_client"]);
  expect((await t.request(`/token?${new URLSearchParams(all)}`)).status).toBe(404);
  expect((await app.exchange(code)).status).toBe(200);
});

test("has logged nothing of it", () => expectLogWithout(t, marker, app.verifier));
