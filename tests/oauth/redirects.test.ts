import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { expectLogWithout, refusalOf, refusedPage, toldApp } from "#tests/support/answers.ts";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { appOf, consent, redirectUri, registeredApp, type TestApp } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const connector = "https://chatgpt.com/connector/oauth/";
const notRegistered = "link leads back to an address that is not registered as the app";

let t: TestDesk;
let ada: TestBrowser;
let addresses = 0;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
});
afterAll(() => t.close());

/** Asks from an address that nobody has asked from; without cookies nobody is signed in. */
const visit = (url: string, cookies: Iterable<[string, string]> = []) =>
  t.request(url, {
    address: `198.51.${++addresses >> 8}.${addresses & 255}`,
    headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
  });

async function expectNoWayBack(app: TestApp, address: string) {
  for (const answer of [
    await visit(app.authorizeUrl({ redirect_uri: address })),
    await visit(app.authorizeUrl({ redirect_uri: address, scope: "nothing", response_type: "token" })),
    await visit(app.authorizeUrl({ redirect_uri: address }), ada.cookies),
  ]) {
    const { status, words } = await refusedPage(answer);
    expect([status, words.includes("This app cannot be let in")]).toEqual([400, true]);
    expect(words).toContain(notRegistered);
    expect(words).not.toContain("evil");
    expect(answer.headers.get("content-security-policy")).not.toContain("evil");
  }
}

/** The address is right: a visitor is sent to sign in, and after that to be asked. */
async function expectWayBack(app: TestApp, address: string) {
  const url = app.authorizeUrl({ redirect_uri: address });
  const answer = await visit(url);
  expect([answer.status, answer.headers.get("location")]).toEqual([
    303,
    `/login?next=${encodeURIComponent(url)}`,
  ]);
}

describe("an app on the web", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await registeredApp(t);
  });

  test("is answered at its own address", () => expectWayBack(app, redirectUri));

  test.each([
    ["another path", "https://app.example.net/evil"],
    ["another segment", `${redirectUri}/evil`],
    ["a segment before", "https://app.example.net/evil/callback"],
    ["a final slash", `${redirectUri}/`],
    ["no path", "https://app.example.net"],
    ["a query", `${redirectUri}?next=https://evil.example`],
    ["an empty query", `${redirectUri}?`],
    ["a fragment", `${redirectUri}#evil`],
    ["an empty fragment", `${redirectUri}#`],
    ["path parameters", `${redirectUri};evil`],
    ["a user name", "https://evil@app.example.net/callback"],
    ["a user name and a password", "https://app.example.net:evil@evil.example/callback"],
    ["an empty user name", "https://@app.example.net/callback"],
    ["a host behind the name", "https://app.example.net@evil.example/callback"],
    ["http", "http://app.example.net/callback"],
    ["another scheme", "com.evil:/callback"],
    ["javascript", "javascript:alert(1)//app.example.net/callback"],
    ["data", "data:text/html,evil"],
    ["no scheme", "//app.example.net/callback"],
    ["a path alone", "/callback"],
    ["nothing", ""],
    ["a scheme in upper case", "HTTPS://app.example.net/callback"],
    ["a host in upper case", "https://APP.example.net/callback"],
    ["a path in upper case", "https://app.example.net/Callback"],
    ["a subdomain", "https://evil.app.example.net/callback"],
    ["a domain that begins with it", "https://app.example.net.evil.example/callback"],
    ["a domain that ends with it", "https://evilapp.example.net/callback"],
    ["a final dot of the host", "https://app.example.net./callback"],
    ["the port there is anyway", "https://app.example.net:443/callback"],
    ["another port", "https://app.example.net:8443/callback"],
    ["an encoded letter", "https://app.example.net/%63allback"],
    ["an encoded slash", "https://app.example.net%2fcallback"],
    ["an encoded at sign", "https://app.example.net%40evil.example/callback"],
    ["an encoded end", `${redirectUri}%00`],
    ["an encoded line end", `${redirectUri}%0d%0aevil:1`],
    ["a line end", `${redirectUri}\r\nLocation: https://evil.example`],
    ["a tab within", "https://app.exa\tmple.net/callback"],
    ["a space behind", `${redirectUri} `],
    ["dots", "https://app.example.net/evil/../callback"],
    ["encoded dots", "https://app.example.net/evil/%2e%2e/callback"],
    ["half encoded dots", "https://app.example.net/evil/.%2E/callback"],
    ["dots that leave it", `${redirectUri}/../evil`],
    ["a backslash", "https://app.example.net\\callback"],
    ["a backslash before a host", "https://evil.example\\@app.example.net/callback"],
    ["three slashes", "https:///app.example.net/callback"],
    ["one slash", "https:/app.example.net/callback"],
    ["a double slash", "https://app.example.net//callback"],
    ["letters that look alike", "https://аpp.example.net/callback"],
    ["this desk itself", "http://localhost:3000/login?next=/evil"],
    ["this machine", "http://127.0.0.1/callback"],
  ])("is not answered at its address with %s", (_name, address) => expectNoWayBack(app, address));

  test.each([
    ["two addresses", `&redirect_uri=${encodeURIComponent(redirectUri)}`],
    ["two clients", "&client_id=evil"],
  ])("is not answered where the link has %s", async (_name, more) => {
    for (const cookies of [[], ada.cookies]) {
      const { status, words } = await refusedPage(await visit(app.authorizeUrl() + more, cookies));
      expect([status, words.includes("evil")]).toEqual([400, false]);
    }
  });

  test.each([
    ["invalid_scope", { scope: "nothing" }],
    ["unsupported_response_type", { response_type: "token" }],
    ["invalid_request", { code_challenge: undefined }],
    ["invalid_target", { resource: "https://evil.example" }],
  ])(
    "that asks wrongly (%s) sends nobody away before they have signed in (RFC 9700 §4.11.2)",
    async (error, wrong) => {
      const { status, words } = await refusedPage(await visit(app.authorizeUrl(wrong)));
      expect([status, words.includes(`(${error})`), words.includes("evil")]).toEqual([400, true, false]);
      expect(await toldApp(await visit(app.authorizeUrl(wrong), ada.cookies))).toMatchObject({ error });
    },
  );

  test("keeps what its address says already, and gets the answer behind it", async () => {
    const address = `${redirectUri}?tenant=a%20b`;
    const tenant = await registeredApp(t, { redirect_uris: [address] });
    const answer = await ada.submit(tenant.authorizeUrl(), { decision: "deny" });
    expect(answer.headers.get("location")?.startsWith(`${address}&error=access_denied&`)).toBe(true);
  });
});

describe.each(["127.0.0.1", "localhost", "[::1]"])(
  "a program on this machine that is answered at %s",
  (host) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await registeredApp(t, { redirect_uris: [`http://${host}:3118/callback?a=b`] });
    });
    const others = ["127.0.0.1", "localhost", "[::1]"].filter((each) => each !== host);

    test.each([":3118", ":49152", ":65535", ""])("listens at port %p", (port) =>
      expectWayBack(app, `http://${host}${port}/callback?a=b`),
    );

    test.each([
      ["another path", `http://${host}:3118/evil?a=b`],
      ["another segment", `http://${host}:3118/callback/evil?a=b`],
      ["another query", `http://${host}:3118/callback?a=evil`],
      ["no query", `http://${host}:3118/callback`],
      ["a fragment", `http://${host}:3118/callback?a=b#evil`],
      ["https", `https://${host}:3118/callback?a=b`],
      ["a user name", `http://evil@${host}:3118/callback?a=b`],
      ["a host in place of the port", `http://${host}:3118@evil.example/callback?a=b`],
      ["a domain behind", `http://${host}.evil.example:3118/callback?a=b`],
      ["a port there is not", `http://${host}:65536/callback?a=b`],
      ["an empty port", `http://${host}:/callback?a=b`],
      ["a path that leads elsewhere", `http://${host}:3118/callback/../evil?a=b`],
      ...others.map((each) => [`the host ${each}`, `http://${each}:3118/callback?a=b`]),
      ["another number of this machine", "http://127.0.0.2:3118/callback?a=b"],
      ["a short number of this machine", "http://127.1:3118/callback?a=b"],
      ["all numbers of this machine", "http://0.0.0.0:3118/callback?a=b"],
      ["a long number of this machine", "http://[0:0:0:0:0:0:0:1]:3118/callback?a=b"],
      ["upper case", "http://LOCALHOST:3118/callback?a=b"],
    ] as [string, string][])("is not answered with %s", (_name, address) => expectNoWayBack(app, address));
  },
);

describe("an app with a scheme of its own", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await registeredApp(t, { redirect_uris: ["com.example.app:/callback"] });
  });

  test("is answered there", async () => {
    await expectWayBack(app, "com.example.app:/callback");
    const given = await consent(ada, app.authorizeUrl());
    expect(Object.fromEntries(given)).toEqual({
      code: expect.stringMatching(/^fdc_/),
      state: "a state",
      iss: t.config.baseUrl,
    });
  });

  test.each([
    "com.example.app:/evil",
    "com.example.app://callback",
    "com.example.apps:/callback",
    "com.example.app:/callback?evil",
  ])("is not answered at %s", (address) => expectNoWayBack(app, address));
});

describe("ChatGPT's addresses", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await registeredApp(t, { redirect_uris: [connector] });
  });

  test.each(["a", "g-p_0123456789abcdef", "x".repeat(200)])(
    "one segment is enough for a client with the bare prefix: %p",
    async (segment) => {
      await expectWayBack(app, connector + segment);
      const answer = await ada.submit(app.authorizeUrl({ redirect_uri: connector + segment }), {
        decision: "deny",
      });
      expect(await toldApp(answer, connector + segment)).toMatchObject({ error: "access_denied" });
    },
  );

  test.each([
    "a/b",
    "a/",
    "../evil",
    "%2e%2e",
    "a?evil",
    "a#evil",
    "a%2fevil",
    "a.b",
    "x".repeat(201),
    "a b",
    "a\\evil",
  ])("a client with the bare prefix is not answered at %p", (segment) =>
    expectNoWayBack(app, connector + segment),
  );

  test("a client with an address of its own there is answered at no other", async () => {
    const own = await registeredApp(t, { redirect_uris: [`${connector}mine`] });
    await expectWayBack(own, `${connector}mine`);
    for (const each of [connector, `${connector}evil`, `${connector}mine/evil`])
      await expectNoWayBack(own, each);
    await expectNoWayBack(await registeredApp(t), `${connector}evil`);
  });

  test("no other maker's prefix is open", async () => {
    const alike = await registeredApp(t, { redirect_uris: ["https://app.example.net/connector/oauth/"] });
    await expectNoWayBack(alike, "https://app.example.net/connector/oauth/evil");
  });
});

test.each(["evil", "cli_00000000000000000000000000", "", "../evil", "https://evil.example", "constructor"])(
  "refuses the unknown client %p with a page, and at the token endpoint with 401",
  async (clientId) => {
    const app = appOf(t, { clientId, redirectUri: "https://evil.example/callback" });
    const { status, words } = await refusedPage(await visit(app.authorizeUrl()));
    expect([status, words.includes("evil")]).toEqual([400, false]);
    expect(words).toContain("This client is not known here.");
    expect(await refusalOf(await app.exchange("fdc_x"))).toEqual([401, "invalid_client"]);
  },
);

test("has logged nothing of it", () => expectLogWithout(t, "evil", "chatgpt"));
