import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import { codeFor, expectLogWithout, refusalOf, refusedPage } from "#tests/support/answers.ts";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { noon } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { appOf, redirectUri, statusWith, type Tokens } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const hour = 3_600_000;
const html = { headers: { "content-type": "text/html" } };

let t: TestDesk;
let ada: TestBrowser;
let site: ReturnType<typeof Bun.serve>;
/** What the site answers, and what it was asked. */
let answerWith: (request: Request) => Response | Promise<Response>;
let asked: string[];
let elsewhere: ReturnType<typeof Bun.serve>;
let wentElsewhere = 0;
let addresses = 0;

beforeAll(async () => {
  site = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      asked.push(new URL(request.url).pathname);
      return answerWith(request);
    },
  });
  elsewhere = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch() {
      wentElsewhere++;
      return Response.json(document("moved"));
    },
  });
  t = await openTestDesk({ documents: { allowLoopback: true, patience: 400 } });
  ada = await becomeOwner(t);
});
beforeEach(() => {
  asked = [];
  answerWith = (request) => Response.json(document(new URL(request.url).pathname.slice(1)));
});
afterEach(() => t.clock.set(noon));
afterAll(async () => {
  await Promise.all([site.stop(true), elsewhere.stop(true)]);
  await t.close();
});

const idOf = (name: string) => `http://127.0.0.1:${site.port}/${name}`;
const document = (name: string, more: Record<string, unknown> = {}) => ({
  client_id: idOf(name),
  client_name: "Zanzibar",
  redirect_uris: [redirectUri],
  ...more,
});
const appAt = (clientId: string) => appOf(t, { clientId });
/** Somebody who is signed in asks, from an address that nobody has asked from. */
const visit = (clientId: string, uri = redirectUri) =>
  t.request(appOf(t, { clientId, redirectUri: uri }).authorizeUrl(), {
    address: `198.51.100.${++addresses}`,
    headers: { cookie: [...ada.cookies].map((pair) => pair.join("=")).join("; ") },
  });
const statusAt = async (clientId: string) => (await visit(clientId)).status;
const json = (body: unknown, headers: Record<string, string>) => Response.json(body, { headers });

test("a client that names its document is let in, by the host that the document is at", async () => {
  const app = appAt(idOf("good"));
  const page = await (await ada.get(app.authorizeUrl())).text();
  expect(page).toContain(`That it belongs to 127.0.0.1:${site.port} has been verified.`);
  const tokens = (await (await app.exchange(await codeFor(ada, app))).json()) as Tokens;
  expect(await statusWith(t, tokens.access_token)).toBe(200);
  expect((await app.refresh(tokens.refresh_token)).status).toBe(200);
  expect(asked).toEqual(["/good"]);
});

test.each([
  ["another client's id in it", (name: string) => document(name, { client_id: idOf("good") })],
  ["its id in other letters", (name: string) => document(name, { client_id: idOf(name).toUpperCase() })],
  ["no id in it", (name: string) => document(name, { client_id: undefined })],
  ["a secret it shares, in the header", secretBy("client_secret_basic")],
  ["a secret it shares, in the body", secretBy("client_secret_post")],
  ["a secret it signs with", secretBy("client_secret_jwt")],
  ["no redirect address", (name: string) => document(name, { redirect_uris: [] })],
  ["a bad redirect address", (name: string) => document(name, { redirect_uris: ["javascript:alert(1)"] })],
  [
    "one good and one bad",
    (name: string) => document(name, { redirect_uris: [redirectUri, "http://a.example/"] }),
  ],
  [
    "too many redirect addresses",
    (name: string) => document(name, { redirect_uris: Array(21).fill(redirectUri) }),
  ],
  [
    "a grant that is none of people's",
    (name: string) => document(name, { grant_types: ["client_credentials"] }),
  ],
  ["a name that is too long", (name: string) => document(name, { client_name: "z".repeat(121) })],
  ["a list in its place", (name: string) => [document(name)]],
  ["null in its place", () => null],
] as [string, (name: string) => unknown][])("refuses a document with %s", async (label, made) => {
  const name = label.replaceAll(/\W/g, "-");
  answerWith = () => Response.json(made(name));
  const { status, words } = await refusedPage(await visit(idOf(name)));
  expect([status, asked]).toEqual([400, [`/${name}`]]);
  expect(words).toContain("document does not describe this client rightly.");
  expect(words).not.toContain("Zanzibar");
  const answer = await appAt(idOf(name)).exchange("fdc_x");
  expect(await refusalOf(answer)).toEqual([401, "invalid_client"]);
});

function secretBy(token_endpoint_auth_method: string) {
  return (name: string) => document(name, { token_endpoint_auth_method });
}

test.each([
  ["text", () => new Response("zanzibar"), 400, "does not describe"],
  ["a page", () => new Response("<h1>zanzibar</h1>", html), 400, "does not describe"],
  ["nothing", () => new Response(""), 400, "does not describe"],
  ["cut-off JSON", () => new Response('{"client_id":'), 400, "does not describe"],
  [
    "6000 bytes",
    () => json(document("huge", { zanzibar: "z".repeat(6000) }), {}),
    400,
    "longer than 5120 bytes",
  ],
  ["bytes without end", () => new Response(endless()), 400, "longer than 5120 bytes"],
  ["404", () => new Response("zanzibar", { status: 404 }), 502, "did not answer with a document"],
  ["500", () => new Response("zanzibar", { status: 500 }), 502, "did not answer with a document"],
  ["silence", () => new Promise<Response>(() => undefined), 502, "did not answer in time"],
  ["a byte now and then", () => new Response(slow()), 502, "did not answer in time"],
] as [string, () => Response | Promise<Response>, number, string][])(
  "refuses %s in a document's place",
  async (label, made, expected, why) => {
    answerWith = made;
    const { status, words } = await refusedPage(await visit(idOf(label.replaceAll(" ", "-"))));
    expect([status, words.includes(why), asked.length]).toEqual([expected, true, 1]);
    expect(words).not.toContain("zanzibar");
  },
);

function endless(): ReadableStream {
  return new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1024).fill(32)) });
}

function slow(): ReadableStream {
  return new ReadableStream({
    async pull(stream) {
      await Bun.sleep(50);
      stream.enqueue(new Uint8Array([32]));
    },
  });
}

test.each([301, 302, 303, 307, 308])("does not follow a %d to another address", async (status) => {
  answerWith = () => new Response(null, { status, headers: { location: `${elsewhere.url}moved` } });
  expect((await refusedPage(await visit(idOf(`moved-${status}`)))).status).toBe(502);
  answerWith = () => new Response(null, { status, headers: { location: "/good" } });
  expect((await refusedPage(await visit(idOf(`within-${status}`)))).status).toBe(502);
  expect([asked, wentElsewhere]).toEqual([[`/moved-${status}`, `/within-${status}`], 0]);
});

test("reads a document of a client that the token endpoint does not know: never", async () => {
  expect(await refusalOf(await appAt(idOf("unseen")).exchange("fdc_x"))).toEqual([401, "invalid_client"]);
  expect(asked).toEqual([]);
});

test("answers at the addresses of the document alone", async () => {
  const { status, words } = await refusedPage(await visit(idOf("own"), "https://zanzibar.example/callback"));
  expect([status, words.includes("zanzibar")]).toEqual([400, false]);
  expect(await statusAt(idOf("own"))).toBe(200);
});

test("reads nothing for somebody it does not know: they sign in first", async () => {
  const url = appAt(idOf("unread")).authorizeUrl();
  const answer = await t.request(url);
  expect([answer.status, answer.headers.get("location")]).toEqual([
    303,
    `/login?next=${encodeURIComponent(url)}`,
  ]);
  expect(asked).toEqual([]);
});

describe("a document that was read", () => {
  const reads = async (name: string, after: number) => {
    t.clock.advance(after);
    const status = await statusAt(idOf(name));
    return [status, asked.length];
  };

  test("counts for an hour where its site says nothing, also at many requests at once", async () => {
    const at = () => statusAt(idOf("cached"));
    expect(await Promise.all([at(), at(), at()])).toEqual([200, 200, 200]);
    expect(asked.length).toBe(1);
    expect(await reads("cached", hour - 1)).toEqual([200, 1]);
    expect(await reads("cached", 1)).toEqual([200, 2]);
  });

  test.each([
    ["no-store, max-age=0", hour / 12],
    ["public, max-age=1800", hour / 2],
    ["max-age=999999999", 24 * hour],
  ])("counts as long as its site says within reason: %p", async (said, life) => {
    const name = `aged-${life}`;
    answerWith = () => json(document(name), { "cache-control": said });
    expect(await reads(name, 0)).toEqual([200, 1]);
    expect(await reads(name, life - 1)).toEqual([200, 1]);
    expect(await reads(name, 1)).toEqual([200, 2]);
  });

  test("stands in for a week while the site is out, and no longer", async () => {
    expect(await reads("out", 0)).toEqual([200, 1]);
    answerWith = () => new Response("zanzibar", { status: 503 });
    expect(await reads("out", 2 * hour)).toEqual([200, 2]);
    expect(await reads("out", 6 * 24 * hour)).toEqual([200, 3]);
    expect(await reads("out", 24 * hour)).toEqual([502, 4]);
    answerWith = () => Response.json(document("out"));
    expect(await reads("out", 0)).toEqual([200, 5]);
  });

  test("stands in for nothing where the site answers with what is wrong", async () => {
    expect(await reads("turned", 0)).toEqual([200, 1]);
    answerWith = () => Response.json(document("good"));
    expect(await reads("turned", 2 * hour)).toEqual([400, 2]);
  });

  test("gives way to the new one: an address that is gone from it is answered no more", async () => {
    expect(await reads("changed", 0)).toEqual([200, 1]);
    answerWith = () => Response.json(document("changed", { redirect_uris: [`${redirectUri}/new`] }));
    expect(await reads("changed", 2 * hour)).toEqual([400, 2]);
    expect((await visit(idOf("changed"), `${redirectUri}/new`)).status).toBe(200);
  });
});

test("has logged nothing of it", () => expectLogWithout(t, "anzibar", String(site.port)));
